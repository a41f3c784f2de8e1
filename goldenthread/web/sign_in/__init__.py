"""Signing in: the library's pages with our words, our throttle and our record."""

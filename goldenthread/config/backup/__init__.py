"""Backup and restore: one file with the database, the files, the journal's heads and the keys, sealed."""

"""The pictures of docs/guide/, taken of the demo, and what holds the guide to them."""

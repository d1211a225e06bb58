"""Readers: what can be seen. Each has `read_drawing` and `read_picture`."""

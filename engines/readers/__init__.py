"""Readers: what can be seen. `palette` and `form` read drawings and pictures, `words` texts."""

"""The tour, the help, and what the settings page tells."""

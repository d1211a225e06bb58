"""Ways of talking around a drawing, as the practice has them: read, tried, changed and signed."""

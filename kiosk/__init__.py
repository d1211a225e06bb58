"""The public face, at touchscreens: draw, be answered, take it home, leave no trace."""

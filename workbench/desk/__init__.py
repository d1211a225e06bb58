"""The drawing pad and what lies around it, as components of a page."""

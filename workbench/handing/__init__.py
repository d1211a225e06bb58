"""Who sees what: passes of browsers, the PIN, the cover over every page."""

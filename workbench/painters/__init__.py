"""Who can paint here, for whoever sets up the practice: words and pieces of the painters' page."""

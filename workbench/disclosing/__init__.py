"""Everything kept about one person as one file for that person: a ZIP that any computer opens."""

"""Looking at a sitting again as it went, stroke by stroke; see README.md beside this file."""

"""Safe on a bad day: signs of crisis in typed words, family-safe words, the help card.

Nothing here loads a model, opens a connection, or keeps or logs what anybody typed. `rules.look`
says whether a typed text has a sign of crisis, `family.sift` what a painter at a public kiosk is
not asked to paint, `help_card.read` whom to call. What all this can and cannot do, measured:
README.md.
"""

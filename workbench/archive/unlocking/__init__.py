"""How the master key is kept, and what opens it.

codes      the recovery code: made, written in groups, read back with its mistakes
slots      the master key in a box that a passphrase or a recovery code opens
lock       keys/lock.json: which way the key is kept, and its slots
ring       the operating system's keyring
keyfile    the key in a file of its own, for a demo and for folders that nobody set up
sheet      a recovery sheet on its way: printed, tried, then it counts
arranging  the actions: set up, open, change the passphrase, the way, the sheet
"""

"""What the operator of a kiosk is told: a page on the machine itself, and `python -m kiosk doctor`.

    python -m kiosk operator    # the address of the page of the kiosk that runs here
    python -m kiosk doctor      # what stands in the way, in plain words; exit 1 for a problem

Neither says anything of visitors but how many there were since the start.
"""

"""What makes a damaged or missing database whole again.

redo, segments, records   every transaction on disk before the database has it
snapshots                 copies of the whole file, and which of them are kept
recovery, replaying       how a start opens the file, or makes it again
daily, second             a copy every day, in the background, also on another disk
"""

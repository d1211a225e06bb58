"""Commands speak to the workbench that has the data folder open, instead of being refused.

An errand is a command's work on the archive, by name (`known.ERRANDS`). `sending.carry_out` does it
here where nobody holds the folder, else it asks the workbench that does, over 127.0.0.1. Whoever
adds a command that needs the archive adds one function to `known.ERRANDS`::

    def verify(archive: Archive, arguments: Arguments, tell: Tell) -> Answer:
        tell({"share": 0.5})            # as often as it likes; raises where nobody listens any more
        return {"entries": 12}          # what the command prints its words from

Arguments, what is told and the answer are JSON. Paths are whole: the workbench stands elsewhere.

The line, version 1: lines of JSON. The caller says the version and a nonce; the workbench proves
with the token of `owner.json` that it is the one that the caller means, before the caller sends
anything, and asks for the same proof. Then one errand, what it tells, and how it ended. The token
itself never goes over the line; it is new at every start.
"""

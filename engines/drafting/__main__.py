"""`python -m engines.drafting`: ask a language model for a draft, or try it with hostile words."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from engines.dialogue import mode_files
from engines.drafting import dryrun
from engines.drafting.asking import Ask
from engines.drafting.drafts import draft
from engines.drafting.endpoint import Endpoint
from engines.errors import SketchwellError
from engines.record.spoken import Spoken


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; 1 where no draft came, or where one slipped past in a dry run."""
    parser = argparse.ArgumentParser(prog="python -m engines.drafting", description=__doc__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    one = commands.add_parser("ask", help="one draft to what somebody said")
    one.add_argument("said", help="what the person said")
    one.add_argument("--mode", choices=mode_files.IDS, default=mode_files.IDS[0])
    one.add_argument("--language", default="en")
    one.set_defaults(run=_ask)
    dry = commands.add_parser("dryrun", help="every mode with risky and hostile words")
    dry.set_defaults(run=_dryrun)
    for each in (one, dry):
        each.add_argument("--address", required=True, help="such as http://127.0.0.1:11434/v1")
        each.add_argument("--model", required=True, help="its name there")
        each.add_argument("--key-file", type=Path, help="a file with the server's key")
    asked = parser.parse_args(argv)
    try:
        key = "" if asked.key_file is None else asked.key_file.read_text("utf-8").strip()
        endpoint = Endpoint(asked.address, asked.model, key)
        return int(asked.run(asked, endpoint))
    except (SketchwellError, OSError) as error:
        print(error, file=sys.stderr)
        return 1


def _ask(asked: argparse.Namespace, endpoint: Endpoint) -> int:
    mode = mode_files.shipped()[asked.mode]
    said = (Spoken("asked", dryrun.AT, "client", asked.said, mode.id),)
    made = draft(Ask(mode.id, asked.language, mode.cards[mode.neutral], said), endpoint)
    for number, kinds in enumerate(made.broken, 1):
        print(f"try {number} broke: {', '.join(kinds)}")
    print(made.text or "Nothing passed: the card is used.")
    print(f"{made.took_s:.1f} s")
    return 0 if made.text else 1


def _dryrun(_: argparse.Namespace, endpoint: Endpoint) -> int:
    led: Counter[str] = Counter()
    slipped = 0
    for tried in dryrun.run(mode_files.shipped().values(), endpoint, dryrun.shipped()):
        led[tried.led] += 1
        slipped += bool(tried.slipped)
        sign = " !" if tried.slipped else ""
        print(f"{tried.mode} · {tried.tried.about} · {tried.led}{sign}: {tried.text}", flush=True)
    told = ", ".join(f"{count} {name}" for name, count in led.most_common())
    print(f"{told}; {slipped} drafts hold words that they should not.")
    print("That nothing bad came of these never means that nothing ever will.")
    return 1 if slipped else 0


if __name__ == "__main__":
    sys.exit(main())

"""Which browser may ask for which address: one row for each of ours and each of Streamlit's.

An address of ours, or one of Streamlit's that answers with more than its own files, that has no row
here is refused to everybody; a test walks every route there is. A row says by which deed an account
may ask, and whom the address is about; the route itself looks closer where more is to be known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from re import Pattern
from typing import Literal

from starlette.routing import compile_path

from workbench.access.own import By
from workbench.access.rights import Deed
from workbench.handing.passes import Pass
from workbench.practice import Practice
from workbench.ways import WAYS

OURS, STREAMLITS = "/api/", ("/media", "/_stcore", "/component", "/auth", "/oauth2callback")
LINE = "LINE"
Verdict = Literal["open", "nobody", "refused"]
"""Goes to the route; has no pass and is told so; is answered as if there were nothing."""


@dataclass(frozen=True)
class Rule:
    """What an address needs.

    Attributes:
        path: of the route, with its parts in braces.
        deeds: by method, `LINE` for a WebSocket; None is open to whoever is signed in.
        anybody: whether browsers that are not signed in may ask too; the route decides.
        client: whether the client's view may ask; the route looks closer.
    """

    path: str
    deeds: Mapping[str, Deed | None] = field(default_factory=dict)
    anybody: bool = False
    client: bool = False

    def parts(self, path: str) -> dict[str, str] | None:
        """The parts of an address in braces, or None where this is no such address."""
        found = _pattern(self.path).match(path)
        return None if found is None else found.groupdict()

    def whom(self, parts: Mapping[str, str]) -> tuple[By, str] | None:
        """Whom the address is about: its first part that is a person, a sitting or a film."""
        kinds: tuple[By, ...] = ("person", "sitting", "film")
        return next(((kind, parts[kind]) for kind in kinds if kind in parts), None)


@cache
def _pattern(path: str) -> Pattern[str]:
    return compile_path(path)[0]


PERSON, SITTING = "/api/people/{person}", "/api/sittings/{sitting}"
RULES: tuple[Rule, ...] = (
    # Who comes in, hands over, hides and comes back: the routes ask what the pass allows.
    Rule("/api/pass", anybody=True),
    Rule(f"/{WAYS[0].path}", anybody=True),
    Rule("/api/pass/{deed}", anybody=True),
    Rule("/api/pass/provider/{step}", anybody=True),
    Rule(f"{SITTING}/live", {LINE: "draw"}, client=True),
    # A tablet or a phone that joins by a code: the code itself is asked for by the route.
    Rule("/join/{token}", anybody=True),
    Rule(f"{SITTING}/guest", {"GET": "draw"}),
    Rule(f"{SITTING}/guest/{{step}}", {"POST": "draw"}),
    # What somebody agrees to, at the client's own view alone; the route asks whose that is.
    Rule(f"{SITTING}/consent", client=True),
    Rule(f"{SITTING}/questions", client=True),
    Rule(f"{SITTING}/talk", client=True),
    Rule(f"{SITTING}/talk/{{language}}/{{name}}", client=True),
    Rule(f"{PERSON}/questionnaires/{{questionnaire}}", {"PUT": "keep"}),
    Rule(f"{PERSON}/questionnaires.csv", {"GET": "export"}),
    Rule(f"{PERSON}/fhir/{{release}}", {"GET": "export"}),
    Rule(f"{PERSON}/report.pdf", {"GET": "export"}),
    Rule(f"{PERSON}/everything.zip", {"GET": "export"}),
    Rule(f"{SITTING}/note", {"PUT": "keep"}),
    Rule(f"{SITTING}/shared/{{prompt}}", {"PUT": "keep"}),
    Rule(f"{SITTING}/paper/{{step}}", {"POST": "draw"}),
    # A device is let into a sitting by whoever may draw there; it then has the client's view.
    Rule(f"{SITTING}/guest", {"GET": "draw"}),
    Rule(f"{SITTING}/guest/{{step}}", {"POST": "draw"}),
    Rule(f"{PERSON}/pictures/{{picture}}/file", {"GET": "export"}),
    Rule(f"{PERSON}/pictures/{{picture}}/{{kind}}", {"GET": "see"}, client=True),
    Rule(f"{PERSON}/scans/{{scan}}", {"GET": "see"}, client=True),
    Rule(f"{PERSON}/sittings/{{sitting}}/pictures.zip", {"GET": "export"}),
    Rule(f"{PERSON}/sittings/{{sitting}}/story.pdf", {"GET": "export"}),
    Rule(f"{PERSON}/{{what}}", {"PUT": "keep"}),
    Rule("/api/films/{film}", {"GET": "export"}),
    Rule(f"{SITTING}/held/{{answer}}", {"GET": "release"}),
    Rule("/api/research/sittings.csv", {"GET": "research"}),
    Rule("/api/research/studies/{study}.csv", {"GET": "research"}),
    Rule("/api/research/studies/{study}.zip", {"GET": "research"}),
    Rule("/api/exhibition/pictures.zip", {"GET": "export"}),
    Rule("/api/audit.csv", {"GET": "audit"}),
    Rule("/api/audit.json", {"GET": "audit"}),
    # Names and pictures of what can be asked for: the same for everybody.
    Rule("/app/things/{language}/names", anybody=True),
    Rule("/app/things/{name}.png", anybody=True),
    # Streamlit's. Its line draws each page for the pass of its browser; its health, settings and
    # components are the program's own. What is sent up goes into a therapist's page. Its own
    # sign-in (/auth, /oauth2callback) has no row: access/provider/README.md says why.
    Rule("/_stcore/stream", anybody=True),
    Rule("/_stcore/health", anybody=True),
    Rule("/_stcore/script-health-check", anybody=True),
    Rule("/_stcore/host-config", anybody=True),
    Rule("/_stcore/bidi-components/{path:path}", anybody=True),
    Rule("/component/{path:path}", anybody=True),
    Rule("/_stcore/metrics", {"GET": "painters"}),
    Rule("/_stcore/upload_file/{session}/{file}", dict.fromkeys(("PUT", "DELETE"), "draw")),
    Rule("/media/{file:path}", {"GET": None}),
)


def rule_of(path: str) -> tuple[Rule, dict[str, str]] | None:
    """The rule of an address and the parts in it, or None where it has none."""
    found = ((rule, rule.parts(path)) for rule in RULES)
    return next(((rule, parts) for rule, parts in found if parts is not None), None)


def way_of(path: str) -> str:
    """The pattern of an address, which names nobody, for the audit."""
    found = rule_of(path)
    return "address" if found is None else found[0].path


def _led(path: str) -> bool:
    """Whether an address of one word is a page: of any other, Streamlit would say so in English."""
    word = path.removeprefix("/")
    return not word or "/" in word or "." in word or word in {way.path for way in WAYS}


def judge(served: Practice, seen: Pass | None, method: str, path: str) -> Verdict:
    """Whether a browser with this pass may ask for this address."""
    if not path.startswith((OURS, *STREAMLITS)):
        # The pages' shell and static files hold nobody.
        return "open" if _led(path) else "refused"
    found = rule_of(path)
    if found is None:
        return "refused"
    rule, parts = found
    if rule.anybody:
        return "open"
    if seen is None:
        return "nobody"
    whom = rule.whom(parts)
    reach = served.reach_of(seen)
    if reach.client:
        own = whom in (("sitting", reach.sitting), ("person", reach.guest))
        return "open" if rule.client and own else "refused"
    method = "GET" if method == "HEAD" else method
    if reach.account is None or method not in rule.deeds:
        return "refused"
    deed = rule.deeds[method]
    if deed is None:
        return "open"
    person = served.whose(*whom) if whom else None
    known = whom is None or person is not None
    return "open" if known and reach.may(deed, person) else "refused"

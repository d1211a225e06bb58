"""The pages there are, and which deed leads to each. What a page shows is decided by the rights."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from workbench.access.rights import Deed
from workbench.practice import Practice
from workbench.saying import _, later


@dataclass(frozen=True, slots=True)
class Way:
    """A page: its file, its name, and the deed that leads to it; None is open to every account.

    `behind` is the deed of those who come to it from another page, which leads there; to a page
    with `menu` the account's own menu leads.
    """

    file: str
    title: str
    path: str
    icon: str | None = None
    deed: Deed | None = None
    behind: Deed | None = None
    menu: bool = False

    def open(self, served: Practice) -> bool:
        """Whether whoever asks may go there."""
        return self.deed is None or served.may(self.deed)

    def shown(self, served: Practice) -> bool:
        """Whether it stands in the navigation."""
        behind = self.menu or (self.behind is not None and served.may(self.behind))
        return self.open(served) and not behind and not self._idle(served)

    def _idle(self, served: Practice) -> bool:
        """Whether nothing is there: nobody signs in, or a therapist supervises nobody."""
        if self.deed == "accounts":
            return served.passes.entrance is None
        reach = served.reach
        if self.deed != "supervise" or reach is None or reach.everybody:
            return False
        return reach.may("see") and not reach.lists.get("supervision")

    def page(self, served: Practice) -> StreamlitPage:
        """The page as Streamlit takes it; one that is not shown is still an address."""
        return st.Page(
            f"views/{self.file}.py",
            title=_(self.title),
            icon=self.icon,
            url_path=self.path,
            default=self is WAYS[0],
            visibility="visible" if self.shown(served) else "hidden",
        )


WAYS = (
    Way("studio", later("Studio"), "studio", ":material/brush:", "draw"),
    Way("people", later("People"), "people", ":material/group:", "see"),
    Way("gallery", later("Sittings"), "sittings", ":material/photo_library:", "see"),
    Way("trends", later("Trends"), "trends", ":material/show_chart:", "see"),
    Way("supervision", later("Supervision"), "supervision", ":material/visibility:", "supervise"),
    Way("audit", later("Audit"), "audit", ":material/verified_user:", "audit"),
    Way("study_all", later("Studies"), "studies", ":material/experiment:", "studies", "draw"),
    Way("research", later("Research"), "research", ":material/science:", "research", "settings"),
    Way("design", later("Study design"), "design", ":material/functions:", None, "pin"),
    Way("method", later("Method"), "method", ":material/straighten:", None, "pin"),
    Way("results", later("Study results"), "results", None, "studies", "pin"),
    Way("exhibition", later("Exhibition"), "exhibition", None, "export", "export"),
    Way("assigning", later("Who cares for whom"), "assigning", None, "assign", "settings"),
    Way("modes", later("Modes"), "modes", ":material/style:", "modes", "pin"),
    Way("safety", later("Safety"), "safety", ":material/health_and_safety:", None, "pin"),
    Way("painters", later("Painters"), "painters", ":material/palette:", "painters", "settings"),
    Way("settings", later("Settings"), "settings", ":material/tune:"),
    Way("accounts", later("Accounts"), "accounts", ":material/badge:", "accounts"),
    Way("account", later("My account"), "account", menu=True),
    Way("help", later("Help"), "help", ":material/help:"),
)


def first(served: Practice) -> Way:
    """Where whoever asks begins: the first page that is there for their own deeds."""
    own = (way for way in WAYS if way.deed is not None and way.shown(served))
    return next(own, WAYS[-1])

"""Finding a person: what is said where nobody is found, and where nobody is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from workbench.modules import part, text_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
KIT = part("Kit", text_of("workbench", "looking", "kit.js"))
FINDER = text_of("workbench", "looking", "finder.js").replace("export default", "const find =")
BEGIN = """
const away = { id: "p1", name: "Jon", about: "", away: true };
find({ data: { people: [away], text: {} }, parentElement: document.body, setTriggerValue() {} });
"""


def test_where_everybody_was_put_away_no_name_is_blamed(page: Page):
    page.set_content('<div class="root"></div>')
    page.add_script_tag(content=KIT + FINDER + BEGIN)
    assert page.locator(".nothing").text_content() == "Nobody is here now."
    page.locator("input").fill("Mara")
    assert page.locator(".nothing").text_content() == "Nobody has this name here."
    page.locator("input").fill("")
    page.get_by_role("button", name="Put away (1)").click()
    assert page.locator(".rows b").text_content() == "Jon"

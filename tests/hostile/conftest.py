"""The practice that hostile things come to: the workbench's own of its tests."""

from __future__ import annotations

import pytest

from tests.hostile.doors import House
from tests.workbench.conftest import client as client
from tests.workbench.conftest import opened as opened
from tests.workbench.conftest import person as person
from tests.workbench.conftest import sitting as sitting
from tests.workbench.conftest import wash_settings as wash_settings
from workbench.archive import letters
from workbench.practice import Practice


@pytest.fixture(scope="module")
def house(opened: Practice, tmp_path_factory: pytest.TempPathFactory) -> House:
    """An open sitting of somebody, and a key that was given to a kiosk."""
    person = opened.archive.add_person("Somebody", synthetic=True).id
    letters.public_line(opened.archive)
    sitting = opened.tables.begin(person, "painter").sitting.id
    folder = tmp_path_factory.mktemp("sent")
    return House(opened.archive, opened.tables.at(sitting), person, folder)

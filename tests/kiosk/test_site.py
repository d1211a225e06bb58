"""The operator's settings: checked, refused in plain words, and never in the way of a visit."""

from __future__ import annotations

from pathlib import Path

import pytest

from engines.errors import SettingsError
from engines.picture import STYLES
from kiosk.__main__ import main
from kiosk.site import files
from kiosk.site.reading import defaults, parse
from kiosk.site.values import Linking, Printing, Sealed, public

GOOD = "format = 1\n[waiting]\nidle_s = 45\n"


def site(text: str, folder: Path = Path("/data")):
    return parse(f"format = 1\n{text}".encode(), folder=folder)


def test_without_a_file_the_defaults_hold_and_are_safe(tmp_path: Path) -> None:
    found = files.read(tmp_path)
    assert (found.source, found.fault) == ("defaults", "")
    assert found.site == defaults(tmp_path)
    assert (found.site.typing, found.site.take, found.site.idle_s) == (False, (), 60)
    assert found.site.styles == STYLES
    assert "sun" in found.site.things


def test_the_template_says_what_holds_without_it_and_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "new" / files.FILE
    files.begin(path)
    assert files.read(tmp_path, file=path).site == defaults(tmp_path)
    path.write_text(GOOD, encoding="utf-8")
    with pytest.raises(SettingsError, match="are there already"):
        files.begin(path)
    assert path.read_text(encoding="utf-8") == GOOD


def test_every_sample_of_the_template_can_be_used(tmp_path: Path) -> None:
    lines = files.template().replace("px_per_mm = 3.78", "").splitlines()
    settings = [line for line in lines if " = " in line or line.startswith(("[", "# ["))]
    found = parse("\n".join(line.removeprefix("# ") for line in settings).encode(), folder=tmp_path)
    assert found.take == ("print", "link", "sealed")
    assert found.px_per_mm == pytest.approx(3.614, abs=0.001)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[waiting]\nstay_s = 5", "waiting.stay_s is 5: must lie in 20..300"),
        ("[words]\ntyping = 'yes'", "words.typing is 'yes': must be true or false"),
        ("[language]\noffered = ['xx']", "language.offered is 'xx': must be one of en"),
        ("[language]\noffered = []", "language.offered is []: must name at least 1"),
        ("[language]\noffered = ['de']\nfirst = 'en'", "language.first is 'en': must be one of"),
        ("[waiting]\nidle = 5", "waiting.idle is no setting: did you mean waiting.idle_s?"),
        ("colour = 3", "colour is no setting"),
        ("waiting = 3", "waiting is no setting"),
        ("[choices]\nthings = ['guns']", "choices.things is 'guns': must be a thing's English"),
        ("[choices]\nthings = []", "choices.things is []: must name at least 1"),
        ("[screen]\ndiagonal_in = 24", "give both, or neither"),
        ("[take.link]\nport = 80", "take.link.address is missing"),
        ("[take.link]\naddress = '0.0.0.0'", "must be this machine's own address"),
        ("[take.print]\nprinter = '-o x'", "must be a name that lpstat -p lists"),
        ("[sound]\nstart = true", "sound.start is True"),
        ("[sound\n", "it is not TOML in line 2, [sound: a table is written [name]"),
        ("[words]\ntyping = True", "line 3, typing = True: words.typing must be true or false"),
        ("[screen]\npx_per_mm = 3,78", "must lie in 1..20: write a point in a number"),
        ("[screen]\nhand = left", 'screen.hand: put words in straight quotes, such as "en"'),
        ("[screen]\nhand = “up”", "must be one of right, left: use straight quotes"),
        ("[waiting]\nidle_s =", "idle_s must lie in 20..900: write a value after ="),
        ('[take.sealed]\nkey = "C:\\stick"', "write / for"),
        ("[words]\n[sound]\n[words]", "line 4, [words]: this table stands there before"),
        ("[words]\ntyping = true\ntyping = true", "this setting stands there before"),
        ("[words]\ntyping true", "line 3, typing true: write name = value"),
        ("[language]\noffered = 'de'", 'must be a list, such as ["de"], or "all"'),
        ("[choices]\nthings = 'animals'", 'must be a list, such as ["animals"], or "all"'),
        ("[screen]\npixels = 3", "must be width and height, such as [1920, 1080]"),
        ("[sonud]\nstart = 1", "[sonud] is no table: did you mean [sound]?"),
        ("[sound]\nswitch_key = 'F8'", "did you mean ways.switch_key?"),
        ("[sound]\nspoken_key = 'Space'", "has another use here: choose a key such as F9"),
        ("[ways]\nswitch_key = 'ArrowUp'", "has another use here: choose a key such as F10"),
        ("[ways]\nswitch_key = 'F9'", "and sound.spoken_key are both 'F9': give each a key"),
    ],
)
def test_what_cannot_be_used_is_told_with_place_value_and_rule(text: str, told: str) -> None:
    with pytest.raises(SettingsError) as error:
        site(text)
    assert told in str(error.value)


def test_notepad_s_mark_is_read_over_and_other_encodings_are_told(tmp_path: Path) -> None:
    assert parse(b"\xef\xbb\xbf" + GOOD.encode(), folder=tmp_path).idle_s == 45
    with pytest.raises(SettingsError, match="not UTF-8, first in line 2: save it as UTF-8"):
        parse("format = 1\n# für später\n".encode("latin-1"), folder=tmp_path)
    with pytest.raises(SettingsError, match="save it as UTF-8"):
        parse(GOOD.encode("utf-16"), folder=tmp_path)


def test_a_switch_may_send_space() -> None:
    assert site("[ways]\nswitch_key = 'Space'").switch_key == "Space"


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(SettingsError, match=r"scan_s is 0.*") as error:
        site("[ways]\nscan_s = 0\ndwell_s = 'slow'")
    assert "ways.dwell_s is 'slow'" in str(error.value)


def test_groups_and_ways_home_are_understood(tmp_path: Path) -> None:
    text = '[choices]\nthings = ["animals", "sun"]\n[take.print]\nprinter = "SELPHY"\n'
    found = site(f'{text}[take.link]\naddress = "192.168.1.20"', tmp_path)
    assert {"cat", "sun"} <= set(found.things)
    assert "house" not in found.things
    assert found.print == Printing("SELPHY")
    assert found.link == Linking("192.168.1.20", 8503, "http://192.168.1.20:8503")
    assert found.help_card == tmp_path / "help_card.toml"


def test_a_visit_s_first_style_is_always_offered() -> None:
    assert site('[choices]\nstyles = ["ink"]').styles == ("watercolor", "ink")


def test_a_wrong_file_is_told_and_the_last_good_one_holds(tmp_path: Path) -> None:
    path = tmp_path / files.FILE
    path.write_text(GOOD, encoding="utf-8")
    assert files.read(tmp_path).source == "file"
    path.write_text("format = 1\n[waiting]\nidle_s = 'long'\n", encoding="utf-8")
    found = files.read(tmp_path)
    assert (found.source, found.site.idle_s) == ("last_good", 45)
    assert f"{path} cannot be used: waiting.idle_s is 'long'" in found.told()
    assert "the last good settings" in found.told()


def test_a_file_that_cannot_be_looked_at_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / files.FILE).symlink_to(files.FILE)
    found = files.read(tmp_path)
    assert (found.source, "cannot be used" in found.fault) == ("defaults", True)


@pytest.mark.parametrize("named", ["nowhere.toml", "."])
def test_a_named_file_that_is_not_there_leaves_the_defaults(tmp_path: Path, named: str) -> None:
    found = files.read(tmp_path, file=tmp_path / named)
    assert (found.source, found.site) == ("defaults", defaults(tmp_path))
    assert "Until it can be, the defaults hold" in found.told()


def test_a_folder_that_cannot_be_written_to_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "my.toml"
    path.write_text(GOOD, encoding="utf-8")
    no_folder = tmp_path / "file"
    no_folder.write_text("", encoding="utf-8")
    assert files.read(no_folder, file=path).site.idle_s == 45


def test_the_page_is_told_nothing_of_files_and_printers() -> None:
    told = public(site('[take.print]\nprinter = "SELPHY"'))
    assert told["take"] == ("print",)
    assert "SELPHY" not in str(told)
    assert told["languages"][0] == ["en", "English"]
    assert {"help_card", "print", "link", "sealed"}.isdisjoint(told)


def test_the_command_writes_a_file_and_says_where(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "my.toml"
    assert main(["new-settings", "--settings", str(path)]) == 0
    assert str(path) in capsys.readouterr().out
    assert main(["new-settings", "--settings", str(path)]) == 2


def test_a_sealed_file_needs_a_key_and_a_way_to_get_it(tmp_path: Path) -> None:
    folder = b'[take.sealed]\nfolder = "stick"\nname = "Practice at the mill"\n'
    with pytest.raises(SettingsError, match="key is missing"):
        parse(b"format = 1\n" + folder, folder=tmp_path)
    with pytest.raises(SettingsError, match="nobody gets the file"):
        parse(b'format = 1\n[take.sealed]\nkey = "them.pub"\n', folder=tmp_path)
    found = parse(b"format = 1\n" + folder + b'key = "them.pub"\n', folder=tmp_path)
    assert found.sealed == Sealed(tmp_path / "them.pub", "Practice at the mill", tmp_path / "stick")

"""The doctor: what is open, told from made-up folders of /proc and /sys; nothing is guessed."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from engines.settings import load
from workbench.__main__ import main
from workbench.archive import twins
from workbench.archive.store import Archive
from workbench.archive.unlocking import codes, lock
from workbench.archive.unlocking.slots import of_code
from workbench.checkup import disks, findings, looking, standing
from workbench.checkup.disks import System
from workbench.checkup.standing import Inside

NOW = datetime(2026, 11, 22, tzinfo=timezone.utc)
SWAPS = "Filename Type Size Used Priority\n"


class Machine:
    """What Linux says of a machine, in folders that are written here."""

    def __init__(self, root: Path) -> None:
        self.system = System(root / "proc", root / "sys")
        self.data = root / "data"
        self.data.mkdir()
        self.say("proc/swaps", SWAPS)
        self.say("proc/cmdline", "quiet")
        self.say("sys/power/disk", "[platform] shutdown")

    def say(self, path: str, text: str) -> None:
        place = self.system.proc.parent / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def block(self, name: str, *, below: str = "", mapped: str = "", uuid: str = "") -> None:
        self.say(f"sys/class/block/{name}/size", "1")
        if mapped:
            self.say(f"sys/class/block/{name}/dm/name", mapped)
            self.say(f"sys/class/block/{name}/dm/uuid", uuid)
        if below:
            self.say(f"sys/class/block/{name}/slaves/{below}/size", "1")

    def mount(self, device: str, kind: str = "ext4") -> None:
        self.say("proc/mounts", f"/dev/sdz1 / ext4 rw 0 0\n{device} {self.data} {kind} rw 0 0\n")

    def states(self) -> list[str]:
        return [each.state for each in disks.findings(self.data, self.system)]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    made.block("sda2")
    made.block("dm-0", below="sda2", mapped="luks-1", uuid="CRYPT-LUKS2-aa-luks-1")
    made.block("dm-1", below="dm-0", mapped="vg-home", uuid="LVM-bb")
    made.mount("/dev/mapper/vg-home")
    return made


@pytest.mark.parametrize(
    ("device", "kind", "state"),
    [
        ("/dev/mapper/vg-home", "ext4", "good"),
        ("/dev/mapper/luks-1", "ext4", "good"),
        ("/dev/sda2", "ext4", "open"),
        ("/dev/nowhere", "ext4", "unknown"),
        ("rpool/home", "zfs", "unknown"),
        ("gocryptfs", "fuse.gocryptfs", "good"),
        ("tmpfs", "tmpfs", "look"),
    ],
)
def test_the_disk_of_the_data_folder(machine: Machine, device: str, kind: str, state: str):
    machine.mount(device, kind)
    assert machine.states()[0] == state


def test_a_virtual_disk_says_nothing_of_what_lies_below_it(machine: Machine):
    machine.block("vda1")
    machine.mount("/dev/vda1")
    assert machine.states()[0] == "unknown"


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ("", "good"),
        ("/dev/dm-0 partition 1 0 -2", "good"),
        ("/dev/sda2 partition 1 0 -2", "open"),
        ("/dev/zram0 partition 1 0 100", "good"),
        ("{data}/swapfile file 1 0 -2", "good"),
        ("/dev/nowhere partition 1 0 -2", "unknown"),
        ("/dev/dm-0 partition 1 0 -2\n/dev/sda2 partition 1 0 -3", "open"),
    ],
)
def test_swap(machine: Machine, row: str, state: str):
    machine.block("zram0")
    machine.say("proc/swaps", SWAPS + row.format(data=machine.data) + "\n")
    assert machine.states()[1] == state


def test_swap_in_compressed_memory_with_a_disk_behind_it(machine: Machine):
    machine.say("sys/class/block/zram0/backing_dev", "/dev/sda2")
    machine.say("proc/swaps", f"{SWAPS}/dev/zram0 partition 1 0 100\n")
    assert machine.states()[1] == "open"


@pytest.mark.parametrize(
    ("asked", "ways", "state"),
    [
        ("quiet", "[platform]", "good"),
        ("resume=/dev/sda2", "[disabled]", "good"),
        ("resume=/dev/sda2", "[platform]", "open"),
        ("resume=/dev/mapper/luks-1", "[platform]", "good"),
        ("resume=UUID=1234", "[platform]", "unknown"),
    ],
)
def test_hibernation(machine: Machine, asked: str, ways: str, state: str):
    machine.say("proc/cmdline", asked)
    machine.say("sys/power/disk", ways)
    assert machine.states()[2] == state


def test_what_no_system_tells_is_unknown(tmp_path: Path):
    found = disks.findings(tmp_path, System(tmp_path / "none", tmp_path / "none"))
    assert [each.state for each in found] == ["unknown"] * 3


@pytest.mark.parametrize(
    ("name", "mode", "state"),
    [("", 0o700, "good"), ("", 0o755, "look"), ("master.key", 0o644, "open")],
)
def test_who_may_read_the_folder(tmp_path: Path, name: str, mode: int, state: str):
    tmp_path.chmod(0o700)
    (tmp_path / "master.key").touch(mode=0o600)
    (tmp_path / name).chmod(mode)
    assert standing.rights(tmp_path).state == state


def test_copies_that_the_archive_makes_by_itself(tmp_path: Path):
    assert standing.copies(tmp_path).state == "look"
    (tmp_path / "snapshots").mkdir()
    (tmp_path / "snapshots" / "20261120T120000Z-000000000007-daily.duckdb").touch()
    assert standing.copies(tmp_path, NOW).state == "good"
    assert standing.copies(tmp_path, NOW + timedelta(days=9)).state == "look"


@pytest.mark.parametrize(
    ("way", "sheet", "state"),
    [("file", True, "look"), ("keyring", False, "look"), ("passphrase", True, "good")],
)
def test_how_the_key_is_kept(tmp_path: Path, way: lock.Way, sheet: bool, state: str):
    slots = (of_code(codes.new_code(), b"m" * 32),) if sheet else ()
    lock.write(tmp_path, lock.Lock(way, "0" * 16, slots, NOW.isoformat()))
    assert standing.key(tmp_path).state == state


def test_a_folder_that_nobody_set_up_keeps_its_key_in_a_file(tmp_path: Path):
    assert "in a file" in standing.key(tmp_path).told
    lock.write(tmp_path, lock.Lock("file", "0" * 16, (), NOW.isoformat()))
    for each in (lock.path_of(tmp_path), twins.twin_of(lock.path_of(tmp_path))):
        each.write_text("{")
    assert "cannot be read" in standing.key(tmp_path).told


def test_accounts_and_backups_are_judged_by_what_the_archive_says():
    fresh = (NOW - timedelta(days=1)).isoformat()
    late = (NOW - timedelta(days=8)).isoformat()
    told = [standing.backup(Inside(1, at), NOW) for at in (None, fresh, late)]
    assert [each.state for each in told] == ["look", "good", "look"]
    assert "8 days" in told[2].told
    just_now = standing.backup(Inside(1, NOW.isoformat()), NOW)
    assert (just_now.state, just_now.told) == ("good", "The last backup is less than a day old.")
    assert [standing.accounts(Inside(n, None)).state for n in (0, 2)] == ["open", "good"]
    assert standing.accounts(None).state == standing.backup(None).state == "unknown"


def test_the_command_ends_with_1_where_something_is_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    with Archive.open(tmp_path):
        pass
    assert main(["doctor", "--data", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "OPEN  Accounts" in said
    assert max(map(len, said.splitlines())) <= findings.COLUMNS
    assert main(["doctor", "--data", str(tmp_path / "none")]) in (0, 1)
    assert "No practice is in" in " ".join(capsys.readouterr().out.split())


def test_a_running_workbench_says_the_same_of_itself(machine: Machine):
    settings = load({"data": str(machine.data)})
    with Archive.open(machine.data) as archive:
        found = looking.from_inside(archive, settings, demo=False, system=machine.system)
    assert [each.about for each in found][:3] == ["Address", "Accounts", "Identity provider"]
    assert found[0].told.startswith("Only this machine")
    assert found[-3].state == "good"

from __future__ import annotations

import stat

import pytest

from engines.errors import ArchiveError
from workbench.archive.store import Archive
from workbench.archive.unlocking.keyfile import master_key


def test_the_key_file_is_made_once_for_its_owner_alone(tmp_path):
    key = master_key(tmp_path, make=True)
    assert master_key(tmp_path, make=False) == key
    assert stat.S_IMODE((tmp_path / "master.key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["master.key"]


@pytest.mark.parametrize("rights", [0o644, 0o640, 0o604, 0o660])
def test_a_key_file_that_others_can_read_is_refused(tmp_path, rights):
    master_key(tmp_path, make=True)
    (tmp_path / "master.key").chmod(rights)
    with pytest.raises(ArchiveError, match="chmod 600"):
        master_key(tmp_path, make=False)


@pytest.mark.parametrize("text", ["", "nonsense", "sketchwell-master-key-1 YWJj\n", "é"])
def test_a_broken_key_file_is_refused(tmp_path, text):
    path = tmp_path / "master.key"
    path.write_text(text, "utf-8")
    path.chmod(0o600)
    with pytest.raises(ArchiveError, match="holds no master key"):
        master_key(tmp_path, make=True)


def test_a_lost_key_file_is_never_replaced(tmp_path):
    with Archive.open(tmp_path):
        pass
    (tmp_path / "master.key").unlink()
    with pytest.raises(ArchiveError, match="put the key file back"):
        Archive.open(tmp_path)
    assert not (tmp_path / "master.key").exists()


def test_another_key_does_not_open_the_archive(tmp_path):
    with Archive.open(tmp_path):
        pass
    (tmp_path / "master.key").unlink()
    master_key(tmp_path, make=True)
    with pytest.raises(ArchiveError, match="does not open with the key file"):
        Archive.open(tmp_path)


def test_the_data_folder_is_the_owners_alone(tmp_path):
    with Archive.open(tmp_path / "practice"):
        rights = stat.S_IMODE((tmp_path / "practice").stat().st_mode)
    assert rights == 0o700

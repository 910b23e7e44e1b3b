"""Kept files: private on disk, their account's alone, gone after use and after some hours."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianfang.desks import uploads


def sent(name="名单.csv", content=b"a,b\n1,2\n"):
    return SimpleUploadedFile(name, content)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.UPLOADS_FOLDER = tmp_path / "uploads"
    return settings.UPLOADS_FOLDER


def test_a_file_is_its_accounts_alone(account):
    token = uploads.kept(account("cdc"), sent(), kind="linelist")
    path = uploads.opened(account("cdc"), token)
    assert (path.name, path.read_bytes()) == ("名单.csv", b"a,b\n1,2\n")
    assert uploads.about(account("cdc"), token)["kind"] == "linelist"
    assert uploads.opened(account("town"), token) is None
    assert uploads.about(account("town"), token) is None
    assert uploads.opened(account("cdc"), "x" * 32) is None
    assert uploads.opened(account("cdc"), "../../keys") is None


def test_nobody_else_on_the_machine_may_read_it(account, folder):
    token = uploads.kept(account("cdc"), sent())
    for path in [folder, *folder.rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
    uploads.note(token, "preview", {"a": 1})
    assert (folder / token / "preview.json").stat().st_mode & 0o777 == 0o600


def test_after_use_the_file_is_gone_and_what_was_noted_stays(account):
    token = uploads.kept(account("cdc"), sent())
    uploads.note(token, "result", {"rows": 1})
    uploads.removed(account("town"), token)
    assert uploads.opened(account("cdc"), token) is not None
    uploads.removed(account("cdc"), token)
    assert uploads.opened(account("cdc"), token) is None
    assert uploads.noted(token, "result") == {"rows": 1}


def test_after_some_hours_all_of_it_is_gone(account, monkeypatch, folder):
    token = uploads.kept(account("cdc"), sent())
    now = uploads.machine_time()
    monkeypatch.setattr(uploads, "machine_time", lambda: now + uploads.KEPT_FOR + timedelta(minutes=1))
    assert uploads.opened(account("cdc"), token) is None
    uploads.cleared()
    assert not (folder / token).exists()


@pytest.mark.parametrize("name", ["../../etc/passwd.csv", "a/b.csv", "..", "x" * 400 + ".csv", "a\nb.csv"])
def test_whatever_it_is_called_it_stays_in_its_folder(account, folder, name):
    file = sent()
    file._name = name  # Django mends names itself; whoever calls with another must not reach further either.
    token = uploads.kept(account("cdc"), file)
    path = uploads.opened(account("cdc"), token)
    assert path.parent == folder / token / "file" and "\n" not in path.name

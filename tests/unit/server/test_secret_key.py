"""The key that signs sessions."""

from pathlib import Path

from lianfang.server.secret_key import secret_key


def test_it_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    key = secret_key(home)
    assert len(key) > 60
    assert secret_key(home) == key
    assert (home / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in home.iterdir()] == ["secret_key"]
    assert secret_key(tmp_path / "other") != key

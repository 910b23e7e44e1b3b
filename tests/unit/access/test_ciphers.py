"""Encryption at rest: what goes in comes out, nothing else does, and what is destroyed stays closed."""

import hashlib
import hmac
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lianfang.access import ciphers, keys
from lianfang.access.ciphers import Unreadable, decrypted, encrypted, lookup_hashes
from lianfang.access.keys import KeyFolder, KeyGone

VALUES = ["000000199001010019", "", "13800000000", "绥安市青禾县河东镇河东村 3 组", "𠮷田"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: object) -> Path:
    """A folder of keys of the test's own, which is not there yet."""
    settings.KEYS_FOLDER = tmp_path / "键 and keys"  # type: ignore[attr-defined]
    return tmp_path / "键 and keys"


def test_what_goes_in_comes_out_in_order() -> None:
    january, february = encrypted(VALUES, "2021-01"), encrypted(VALUES, "2021-02")
    assert decrypted([*january, *february]) == VALUES * 2
    assert decrypted([memoryview(january[0])]) == VALUES[:1]
    assert encrypted([], "2021-01") == []
    assert decrypted([]) == []


def test_equal_values_do_not_show_as_equal_and_none_shows_itself() -> None:
    sealed = encrypted(["13800000000"] * 100, "2021-01")
    assert len(set(sealed)) == 100
    assert not any(b"138" in body for body in sealed)


def test_a_ciphertext_says_its_version_and_key_and_is_plain_aes_gcm(folder: Path) -> None:
    """Opened by the library alone, from the layout that the module's page gives."""
    sealed = encrypted(["13800000000"], "2021-01")[0]
    assert sealed[:8] == b"\x01" + b"2021-01"
    key = bytes.fromhex((folder / "data-2021-01.key").read_text())
    assert AESGCM(key).decrypt(sealed[8:20], sealed[20:], sealed[:8]) == b"13800000000"


def test_changed_bytes_are_refused_wherever_they_are_changed() -> None:
    encrypted(["x"], "2021-02")
    sealed = encrypted(["13800000000"], "2021-01")[0]
    for position in range(len(sealed)):
        changed = sealed[:position] + bytes([sealed[position] ^ 1]) + sealed[position + 1 :]
        with pytest.raises((Unreadable, KeyGone)):
            decrypted([changed])
    # Moved to another month whose key exists.
    with pytest.raises(Unreadable):
        decrypted([sealed[:7] + b"2" + sealed[8:]])
    for odd in (
        b"",
        b"\x01",
        b"\x09" + sealed[1:],
        sealed[:8],
        sealed[:20],
        "\x012021-0é".encode(),
        b"\x01../../a" + b"x" * 30,
    ):
        with pytest.raises(Unreadable):
            decrypted([odd])


def test_a_destroyed_month_opens_to_nothing_and_takes_nothing_more(folder: Path) -> None:
    kept, gone = encrypted(["a"], "2021-01"), encrypted(["b"], "2021-02")
    keys.keys().destroy("2021-02")
    assert decrypted(kept) == ["a"]
    assert not (folder / "data-2021-02.key").exists()
    for again in (keys.keys(), KeyFolder(folder)):
        with pytest.raises(KeyGone):
            again.opening_key("2021-02")
        with pytest.raises(KeyGone, match="destroyed"):
            again.sealing_key("2021-02")
    with pytest.raises(KeyGone):
        decrypted(gone)


def test_keys_are_for_their_owner_alone(folder: Path) -> None:
    encrypted(["a"], "2021-01")
    lookup_hashes(["a"])
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = sorted(path.name for path in folder.iterdir())
    assert files == ["data-2021-01.key", "lookup.key"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_several_who_make_the_first_key_at_once_get_the_same(folder: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: KeyFolder(folder).sealing_key("2021-03"), range(32)))
    assert len(set(made)) == 1
    assert len(made[0]) == 32


def test_a_damaged_key_file_is_named(folder: Path) -> None:
    folder.mkdir()
    (folder / "data-2021-01.key").write_text("not a key")
    with pytest.raises(KeyGone, match=r"data-2021-01\.key does not hold a key"):
        encrypted(["a"], "2021-01")


@pytest.mark.parametrize("month", ["2021-13", "2021-1", "202101", "../../x", "2021-01\n", ""])
def test_a_month_that_is_none_is_refused(month: str) -> None:
    with pytest.raises(ValueError, match="month"):
        encrypted(["a"], month)


def test_a_look_up_finds_however_the_value_was_written(folder: Path) -> None:
    hashes = lookup_hashes(
        ["00000019900101001X", "00000019900101001x", " 000000 19900101 001X", "０００００019900101001Ｘ"]
    )
    assert len(set(hashes)) == 1
    key = bytes.fromhex((folder / "lookup.key").read_text())
    assert hashes[0] == hmac.new(key, b"00000019900101001X", hashlib.sha256).digest()
    assert len(set(lookup_hashes(["138 0000 0000", "+86 138-0000-0000", "13800000000"]))) == 1
    assert len(set(lookup_hashes(["13800000000", "13800000001"]))) == 2
    assert lookup_hashes([]) == []


def test_another_cipher_can_come_and_the_old_stays_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    class Reversed:
        def seal(self, key: bytes, header: bytes, values: list[bytes]) -> list[bytes]:
            return [value[::-1] for value in values]

        def open(self, key: bytes, header: bytes, bodies: list[bytes]) -> list[bytes]:
            return [body[::-1] for body in bodies]

    old = encrypted(["abc"], "2021-01")
    monkeypatch.setitem(ciphers.CIPHERS, 2, Reversed())
    monkeypatch.setattr(ciphers, "CURRENT", 2)
    new = encrypted(["abc"], "2021-01")
    assert new == [b"\x022021-01cba"]
    assert decrypted([*old, *new]) == ["abc", "abc"]

"""The house as a whole: rooms, contracts, lock files."""

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PURE = {"vocabulary", "plan", "analysis", "trace", "derive", "simulate"}


def contract(name: str) -> dict[str, Any]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return next(c for c in settings["tool"]["importlinter"]["contracts"] if c["id"] == name)


def rooms() -> set[str]:
    return {path.parent.name for path in (ROOT / "src/lianfang").glob("*/__init__.py")}


def test_every_room_has_its_place_in_the_order() -> None:
    rule = contract("rooms")
    placed = {layer.strip("()") for layer in rule["layers"]} | set(rule["exhaustive_ignores"])
    assert rooms() <= placed


def test_every_pure_room_that_is_there_is_kept_pure() -> None:
    kept = {name.removeprefix("lianfang.") for name in contract("pure")["source_modules"]}
    assert kept == PURE & rooms()


def test_no_lock_file_names_an_address() -> None:
    locks = [*(ROOT / "requirements").iterdir(), ROOT / "package-lock.json", ROOT / "pyproject.toml"]
    assert len(locks) == 7
    for lock in locks:
        found = re.findall(r"(?:https?|file)://\S+|--(?:extra-)?index-url.*|--find-links.*", lock.read_text("utf-8"))
        assert found == [], lock.name


def test_every_requirement_is_held_by_a_hash() -> None:
    for name in ("base", "dev"):
        text = (ROOT / f"requirements/{name}.txt").read_text()
        pins = re.findall(r"^([a-zA-Z0-9_.-]+)==", text, flags=re.MULTILINE)
        assert len(pins) > 20
        assert len(re.findall(r"^\S+==\S+ \\\n    --hash=sha256:", text, flags=re.MULTILINE)) == len(pins)


def test_tests_keep_out_of_the_home_of_whoever_runs_them() -> None:
    from django.conf import settings

    import lianfang.server.home

    assert lianfang.server.home.folder().name.startswith("lianfang-tests-")
    assert settings.KEYS_FOLDER.parent == lianfang.server.home.folder()

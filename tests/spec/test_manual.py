"""The manual in docs is the one that these specifications write."""

from spec.manual import MANUAL, PARTS, manual


def test_the_manual_is_what_the_specifications_say():
    assert MANUAL.read_text("utf-8") == manual(), "run: python tests/spec/manual.py"


def test_every_specification_stands_in_the_manual():
    from pathlib import Path

    files = {f"spec.{file.stem}" for file in Path(__file__).parent.glob("test_*.py")} - {"spec.test_manual"}
    assert files == set(PARTS)

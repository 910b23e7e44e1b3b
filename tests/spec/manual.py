"""The manual of the plan language, written from the specifications that tests run: `python tests/spec/manual.py`."""

import inspect
import sys
from importlib import import_module
from pathlib import Path

TESTS = Path(__file__).parents[1]
MANUAL = TESTS.parent / "docs" / "plan-language.md"
PARTS = (
    "spec.test_conditions", "spec.test_relations", "spec.test_groups", "spec.test_duties", "spec.test_parameters",
    "spec.test_case_definitions", "spec.test_levels", "spec.test_codes",
)  # fmt: skip
INTRODUCTION = Path(__file__).with_name("introduction.md")


def manual() -> str:
    """The manual: the introduction, every specification in its order, every mistake."""
    from lianfang.plan.checks import manual as mistakes
    from spec.conftest import Written

    told = [INTRODUCTION.read_text("utf-8")]
    for name in PARTS:
        module = import_module(name)
        title, _, text = (module.__doc__ or "").strip().partition("\n")
        told += [f"## {title}\n", text.strip() + "\n"]
        for test_name, function in inspect.getmembers(module, inspect.isfunction):
            if test_name.startswith("test_"):
                written = Written()
                function(written)
                told += [f"### {(function.__doc__ or '').strip()}\n", *written.told]
    told.append("## Mistakes\n\n`lianfang plan check` finds these; `lianfang plan explain NAME` prints the page.\n")
    for name, text in mistakes().items():
        told.append(f"### {name}\n\n{text}\n")
    return "\n".join(told)


if __name__ == "__main__":
    sys.path.insert(0, str(TESTS))
    MANUAL.write_text(manual(), "utf-8")

"""The tutorial of plans, run step by step. After a change: LIANFANG_WRITE_EXPECTED=1, and read what was written."""

import os
from pathlib import Path

import pytest

from docs.tutorial import answered, steps
from lianfang import plan

PAGE = Path(__file__).parents[2] / "docs" / "tutorial-plan.md"


def test_every_step_of_the_tutorial_answers_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = PAGE.read_text("utf-8")
    if os.environ.get("LIANFANG_WRITE_EXPECTED"):
        PAGE.write_text(answered(text, tmp_path), "utf-8")
        return
    taken = list(steps(text, tmp_path))
    for step in taken:
        assert step.came == step.said, step.asked
    assert len(taken) > 6, "the tutorial has lost its steps"
    read, findings = plan.load((tmp_path / "dengue.yaml").read_text("utf-8"), "dengue.yaml")
    assert read is not None and {finding.name for finding in findings} <= {"clause-to-be-found"}
    assert (tmp_path / "dengue.html").read_text("utf-8").count("登革热") > 3

"""Good plans say nothing; each bad plan says exactly what stands beside it, the whole of it.

A new mistake: put a plan into bad/, run with LIANFANG_WRITE_EXPECTED=1, read what was written before you keep it.
"""

import os
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang import plan
from lianfang.plan import show
from lianfang.plan.checks import manual
from lianfang.plan.diff import changes, in_words
from lianfang.plan.document import plan_document
from lianfang.plan.shelf import beside
from lianfang.plan.wording import Language

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.yaml"))
GOOD = sorted((HERE / "good").glob("*.yaml"))
SHELF = {name: beside(HERE / name) for name in ("good", "below")}


def loaded(text: str, name: str) -> tuple[plan.Plan | None, list[plan.Finding]]:
    """The plan of a text; what it stands on lies in good/, or in below/ where that is itself unfit."""
    return plan.load(text, name, lambda wanted: SHELF["good"](wanted) or SHELF["below"](wanted))


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_bad_plan_says_so(file: Path) -> None:
    text = file.read_text("utf-8")
    read, findings = loaded(text, file.name)
    told = show.terminal(findings, file.name, text)
    expected = file.with_suffix(".txt")
    if os.environ.get("LIANFANG_WRITE_EXPECTED"):
        expected.write_text(told, "utf-8")
    assert told == expected.read_text("utf-8")
    assert (read is None) == any(not finding.note for finding in findings)
    assert any(file.stem.startswith(finding.name) for finding in findings), "the file is named for its mistake"


@pytest.mark.parametrize("file", GOOD, ids=lambda file: file.stem)
def test_a_good_plan_says_nothing(file: Path) -> None:
    read, findings = loaded(file.read_text("utf-8"), file.name)
    assert findings == []
    assert read is not None


def test_every_mistake_has_a_manual_page_and_a_bad_plan() -> None:
    shown = {name for name in manual() if any(file.stem.startswith(name) for file in BAD)}
    assert shown == set(manual())
    for name, text in manual().items():
        assert len(text) > 60, name


def test_every_name_that_a_finding_may_have_has_a_manual_page() -> None:
    made = {finding.name for file in BAD for finding in loaded(file.read_text("utf-8"), file.name)[1]}
    assert made - set(manual()) == set()


SHIPPED = [file for file in files("lianfang.plans").iterdir() if file.name.endswith(".yaml")]
LINES = {file.name: file.read_text(encoding="utf-8").splitlines() for file in (*GOOD, *SHIPPED)}


COUNTY, _ = loaded((HERE / "good" / "county.yaml").read_text("utf-8"), "county.yaml")
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.data())
def test_broken_plans_never_raise(data: st.DataObject) -> None:
    lines = list(LINES[data.draw(st.sampled_from(sorted(LINES)))])
    for _ in range(data.draw(st.integers(1, 3))):
        i = data.draw(st.integers(0, len(lines) - 1))
        how = data.draw(st.sampled_from(["cut", "drop", "indent", "twice", "insert", "swap"]))
        at = data.draw(st.integers(0, len(lines[i])))
        match how:
            case "cut":
                lines[i] = lines[i][:at]
            case "drop":
                lines[i] = ""
            case "indent":
                lines[i] = " " + lines[i]
            case "twice":
                lines.insert(i, lines[i])
            case "insert":
                lines[i] = lines[i][:at] + data.draw(st.text(max_size=6)) + lines[i][at:]
            case "swap":
                lines[i] = lines[i][:at] + data.draw(st.sampled_from(["[", "{", ":", "&a", "*a", "!x", "- ", "now()"]))
    text = "\n".join(lines)
    read, findings = loaded(text, "fuzzed.yaml")
    assert read is not None or findings
    show.terminal(findings, "fuzzed.yaml", text)
    show.as_json(findings, "fuzzed.yaml")
    if read is not None:
        for language in LANGUAGES:
            plan_document(read, language)
            in_words((*changes(COUNTY, read), *changes(read, COUNTY)), language)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.one_of(st.text(max_size=60), st.recursive(st.text(max_size=5), lambda inner: st.lists(inner, max_size=3))))
def test_anything_else_never_raises_either(held: object) -> None:
    text = held if isinstance(held, str) else yaml.safe_dump(held, allow_unicode=True)
    read, findings = plan.load(text, "garbage.yaml")
    assert read is None
    assert findings
    show.terminal(findings, "garbage.yaml", text)

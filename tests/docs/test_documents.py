"""The documents name everything that is there, and what is written by a script is what the script writes."""

import re
import sys
from pathlib import Path

import pytest

from lianfang import vocabulary

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

import notebook  # noqa: E402
import written  # noqa: E402

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LOADING = (ROOT / "docs" / "loading.md").read_text("utf-8")


def test_the_page_of_commands_is_what_the_commands_say():
    assert (ROOT / "docs" / "commands.md").read_text("utf-8") == written.commands(), "run: python docs/written.py"


def test_every_command_has_its_help_with_an_example():
    page = (ROOT / "docs" / "commands.md").read_text("utf-8")
    paths = written.command_paths()
    assert ("load",) in paths and ("plan", "check") in paths
    missing = [" ".join(words) for words in paths if f"\n## lianfang {' '.join(words)}\n" not in page]
    assert not missing


def test_the_tables_of_the_page_on_loading_are_current():
    assert written.loading(LOADING) == LOADING, "run: python docs/written.py"


def test_the_table_of_the_impact_assessment_is_current():
    page = (ROOT / "docs" / "impact-assessment.md").read_text("utf-8")
    assert written.impact_assessment(page) == page, "run: python docs/written.py"


@pytest.mark.parametrize("kind", [kind.name for kind in vocabulary.kinds()])
def test_every_kind_of_fact_is_on_the_page(kind):
    assert f"\n| `{kind}` | " in LOADING


@pytest.mark.parametrize("layout", [layout.name for layout in vocabulary.layouts()])
def test_every_layout_is_on_the_page(layout):
    assert f"\n### {layout} · " in LOADING
    assert f"\n| `{layout}` | " in LOADING


@pytest.mark.parametrize("room", [room.parent.name for room in sorted(ROOT.glob("src/lianfang/*/__init__.py"))])
def test_every_room_is_described(room):
    assert f"\n| `{room}` | " in (ROOT / "docs" / "rooms.md").read_text("utf-8")


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_links_resolve(page):
    """A link within the repository leads to a file, and its anchor to a heading."""
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.S)
    lost = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in _anchors(target.read_text("utf-8"))):
            lost.append(link)
    assert not lost


def test_every_page_of_docs_can_be_reached_from_the_index():
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    unnamed = [
        page.name for page in ROOT.glob("docs/*.md") if page.name != "index.md" and f"]({page.name})" not in index
    ]
    assert not unnamed


def _anchors(text):
    """The anchors that GitHub makes of headings."""
    heads = re.findall(r"^#+ (.*)$", text, flags=re.M)
    return {re.sub(r"[^\w\- ]", "", head.strip().lower()).replace(" ", "-") for head in heads}


def test_the_notebook_of_analysis_runs_and_says_what_it_said():
    """Every cell runs in a kernel of its own, prints what the file keeps, and the file names no machine's folder."""
    kept = notebook.NOTEBOOK.read_text("utf-8")
    assert notebook.ran() == kept, "run: python docs/notebook.py"
    assert str(ROOT) not in kept and str(Path.home()) not in kept
    for name in ("NumPy", "Arrow", "Polars", "pandas"):
        assert f"{name}: 6 alarms, the same: True" in kept

"""Questions kept between processes: the words are those that would be compiled, and nothing else is believed."""

import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from lianfang import plan
from lianfang.derive import asking, compiled
from lianfang.derive.questions import Question
from spec.conftest import whole

RULE = """
for: journey
when: direction is arrival
owes:
  by: {kinds: [cdc]}
  within: 2 h
  met by: {fact: specimen}
"""


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place to keep questions in, and a process that knows none."""
    monkeypatch.setattr(compiled, "place", lambda: tmp_path / "cache")
    compiled._make_room.cache_clear()
    forget()
    return tmp_path / "cache"


def forget() -> None:
    """As a process that has compiled nothing."""
    compiled._held.clear()
    for one in (asking.causes, asking.met, asking.grounds, asking.weighing, asking.anchor, asking.counted):
        one.cache_clear()


def shipped(name: str) -> plan.Plan:
    read, _ = plan.load(files("lianfang.plans").joinpath(f"{name}.yaml").read_text("utf-8"), f"{name}.yaml")
    assert read is not None
    return read


def questions(read: plan.Plan) -> list[Question | None]:
    dialect = "duckdb"
    found = [*asking.common(dialect)]
    found += [question(read, rule.id, dialect) for rule in read.rules for question in (asking.causes, asking.met)]
    found += [asking.grounds(read, code.rule.id, dialect) for code in read.codes]
    found += [one for held in read.conditions for one in asking.weighing(read, held.id, dialect)]
    found += [asking.anchor(read, one.id, kind, dialect) for one in read.anchors for kind, _ in one.formulas]
    return found + [asking.counted(read, group.id, dialect) for group in read.groups]


def stored(folder: Path) -> list[Path]:
    return sorted(one for one in folder.glob("questions/*/*") if one.is_file())


def uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Question:
        raise AssertionError("compiled once more")

    monkeypatch.setattr(compiled, "question_of", refuse)


def test_the_next_process_finds_the_same_words_and_compiles_nothing(kept, monkeypatch):
    read = shipped("norovirus_school")
    fresh = questions(read)
    assert len(fresh) > 20 and None in fresh
    forget()
    uncompiled(monkeypatch)
    assert questions(read) == fresh
    forget()
    assert questions(shipped("norovirus_school")) == fresh, "the same file read anew means the same"


def test_a_kept_plan_is_asked_without_ibis(kept):
    read, _ = plan.load(whole(RULE), "spec.yaml")
    assert read is not None
    fresh = asking.causes(read, "rule", "duckdb"), asking.met(read, "rule", "duckdb")
    script = """
import sys
from pathlib import Path
from lianfang import plan
from lianfang.derive import asking, compiled, engines, large
compiled.place = lambda: Path(sys.argv[1])
read, _ = plan.load(sys.argv[2], "spec.yaml")
print((asking.causes(read, "rule", "duckdb"), asking.met(read, "rule", "duckdb")))
print("ibis" in sys.modules)
"""
    command = [sys.executable, "-c", script, str(kept), whole(RULE)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"{fresh}\nFalse\n"


def test_a_rule_that_says_something_else_has_words_of_its_own(kept):
    def causes(rule: str) -> str:
        read, findings = plan.load(whole(rule), "spec.yaml")
        assert read is not None, findings
        return asking.causes(read, "rule", "duckdb").sql

    first = causes(RULE)
    files_of_one = stored(kept)
    assert causes(RULE + "\n# said otherwise\n") == first and stored(kept) == files_of_one
    other = causes(RULE.replace("arrival", "departure"))
    assert other != first and "departure" in other and len(stored(kept)) == len(files_of_one) + 1


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]), id="cut off"),
        pytest.param(lambda file: file.write_bytes(b""), id="empty"),
        pytest.param(lambda file: file.write_bytes(b"\xff\xfe"), id="no text"),
        pytest.param(lambda file: file.write_text("[1, 2]"), id="another form"),
        pytest.param(lambda file: file.write_text(file.read_text().replace("arrival", "departure")), id="other words"),
        pytest.param(lambda file: file.chmod(0o666), id="others may write it"),
        pytest.param(lambda file: _linked(file), id="a link"),
    ],
)
def test_what_is_damaged_or_may_be_another_s_is_compiled_anew_and_replaced(kept, harm):
    read, _ = plan.load(whole(RULE), "spec.yaml")
    assert read is not None
    fresh = asking.causes(read, "rule", "duckdb")
    (file,) = stored(kept)
    harm(file)
    forget()
    assert asking.causes(read, "rule", "duckdb") == fresh
    assert not file.is_symlink() and not file.stat().st_mode & 0o077
    assert stored(kept) == [file], "nothing half written stays"


def _linked(file: Path) -> None:
    other = file.parent.parent.parent / "elsewhere"
    file.rename(other)
    file.symlink_to(other)


def test_a_file_under_another_question_s_name_is_not_believed(kept):
    read, _ = plan.load(whole(RULE), "spec.yaml")
    other, _ = plan.load(whole(RULE.replace("arrival", "departure")), "spec.yaml")
    assert read is not None and other is not None
    first = asking.causes(read, "rule", "duckdb")
    (own,) = stored(kept)
    second = asking.causes(other, "rule", "duckdb")
    (its,) = set(stored(kept)) - {own}
    own.write_bytes(its.read_bytes())
    forget()
    assert asking.causes(read, "rule", "duckdb") == first != second


@pytest.mark.parametrize("which", ["questions", "questions/VERSION"])
def test_a_folder_that_others_may_write_is_neither_read_nor_written(kept, which):
    read, _ = plan.load(whole(RULE), "spec.yaml")
    assert read is not None
    fresh = asking.causes(read, "rule", "duckdb")
    (file,) = stored(kept)
    (kept / which.replace("VERSION", file.parent.name)).chmod(0o777)
    file.unlink()
    forget()
    assert asking.causes(read, "rule", "duckdb") == fresh
    assert stored(kept) == []


def test_where_nothing_can_be_written_it_is_compiled(tmp_path, monkeypatch):
    (tmp_path / "cache").write_text("a file where the folder would be")
    monkeypatch.setattr(compiled, "place", lambda: tmp_path / "cache")
    forget()
    read, _ = plan.load(whole(RULE), "spec.yaml")
    assert read is not None
    assert "arrival" in asking.causes(read, "rule", "duckdb").sql


def test_another_version_reads_nothing_of_this_one(kept, monkeypatch):
    read, _ = plan.load(whole(RULE), "spec.yaml")
    assert read is not None
    asking.causes(read, "rule", "duckdb")
    folders = {one.parent for one in stored(kept)}
    for number in range(5):
        forget()
        monkeypatch.setattr(compiled, "this_version", lambda number=number: f"v{number}")
        asking.causes(read, "rule", "duckdb")
    held = {one.parent.name for one in stored(kept)}
    assert "v4" in held and len(held) == compiled.VERSIONS and not held & {one.name for one in folders}


def test_too_many_files_make_room(kept, monkeypatch):
    monkeypatch.setattr(compiled, "MOST", 6)
    for number in range(9):
        compiled._make_room.cache_clear()
        compiled.asked("test", number, "duckdb", lambda number=number: _table(number))
    assert len(stored(kept)) <= 7


def _table(number: int):
    import ibis

    return ibis.table({f"column{number}": "int64"}, name="rows")


def test_where_an_installation_is_named_they_lie_in_its_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("LIANFANG_HOME", str(tmp_path))
    assert compiled.place() == tmp_path / "cache"
    monkeypatch.setenv("LIANFANG_HOME", str(tmp_path / "not there yet"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "own"))
    assert compiled.place() == tmp_path / "own" / "lianfang"

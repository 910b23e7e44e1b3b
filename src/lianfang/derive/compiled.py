"""Questions compiled once for all processes of a user: what an expression of the plan is in an engine's words.

To write a plan in an engine's words takes some seconds, and the words follow from the plan, this program and Ibis
alone. They are kept, a file a question, under a name that is the digest of all three: another plan or another version
asks for another name. What is damaged, or may have been written by somebody else, is as good as absent. No file tells
of a person.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from lianfang.derive.questions import Question, question_of
from lianfang.plan.meaning import meaning

if TYPE_CHECKING:
    from ibis.expr import types as ir

# Whatever these say may change the words.
ROOMS = ("lianfang.derive", "lianfang.plan", "lianfang.vocabulary")
LIBRARIES = ("ibis-framework", "sqlglot")
# Past so many files the older half goes; of other versions as many stay, for one machine may have two.
MOST, VERSIONS = 4_000, 3
_held: dict[str, Question | None] = {}


def compiled(what: str, about: object, dialect: str, expression: Callable[[], ir.Table | None]) -> Question | None:
    """An expression as a question, None where there is none to ask; `what` of a plan it says, and `about` which part.

    The expression is made only where neither this process nor one before it knows the question.
    """
    key = sha256(repr((what, meaning(about), dialect)).encode()).hexdigest()
    if key not in _held:
        if len(_held) >= MOST:
            _held.clear()
        kept = _read(key)
        if kept is None:
            made = expression()
            kept = (None if made is None else question_of(made, dialect),)
            _write(key, kept[0])
        _held[key] = kept[0]
    return _held[key]


def asked(what: str, about: object, dialect: str, expression: Callable[[], ir.Table]) -> Question:
    """The same where there is always something to ask."""
    found = compiled(what, about, dialect, expression)
    assert found is not None
    return found


def place() -> Path:
    """Where questions are kept: in the installation's folder where one is named, else in the user's cache."""
    home = os.environ.get("LIANFANG_HOME")
    if home and Path(home).expanduser().is_dir():
        return Path(home).expanduser().absolute() / "cache"
    import platformdirs

    return platformdirs.user_cache_path("lianfang", appauthor=False)


@cache
def this_version() -> str | None:
    """The digest of all from which the words of a plan follow but the plan; None where that cannot be read."""
    told = sha256()
    try:
        for room in ROOMS:
            found = find_spec(room)
            assert found is not None and found.origin is not None
            root = Path(found.origin).parent
            for file in sorted(root.rglob("*.py")):
                told.update(f"{room}/{file.relative_to(root).as_posix()}\0".encode() + file.read_bytes() + b"\0")
    except OSError:
        return None
    told.update(repr([(name, version(name)) for name in LIBRARIES]).encode())
    return told.hexdigest()[:32]


def _folder() -> Path | None:
    """The folder of this version, made where it is not there; None where nothing can be kept, or others may write."""
    running = this_version()
    if running is None:
        return None
    base = place()
    own = base / "questions" / running
    try:
        base.mkdir(mode=0o700, parents=True, exist_ok=True)
        for one in (own.parent, own):
            if not one.exists():
                one.mkdir(mode=0o700, exist_ok=True)
                _remove_oldest(one.parent, VERSIONS)
            if not stat.S_ISDIR(one.lstat().st_mode) or not _ours(one.lstat()):
                return None
    except OSError:
        return None
    return own


def _ours(found: os.stat_result) -> bool:
    """Whether this user owns it and nobody else may write it."""
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _read(key: str) -> tuple[Question | None] | None:
    """The question of a key, which may be that there is none; None where it is not kept, or not to be believed."""
    folder = _folder()
    if folder is None:
        return None
    try:
        with os.fdopen(os.open(folder / key, os.O_RDONLY | os.O_NOFOLLOW), encoding="utf-8") as file:
            if not _ours(os.fstat(file.fileno())):
                return None
            told = json.load(file)
        question = told["question"]
        if told["digest"] != _digest(key, question):
            return None
        return (None if question is None else Question(str(question["sql"]), tuple(question["tables"])),)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _write(key: str, question: Question | None) -> None:
    """Keeps a question whole or not at all; where it cannot be kept the next process compiles it again."""
    folder = _folder()
    if folder is None:
        return
    told = None if question is None else {"sql": question.sql, "tables": list(question.tables)}
    beside = None
    with suppress(OSError):
        _make_room(folder)
        with NamedTemporaryFile("w", encoding="utf-8", dir=folder, prefix=".", delete=False) as file:
            beside = Path(file.name)
            json.dump({"digest": _digest(key, told), "question": told}, file, ensure_ascii=False)
        beside.replace(folder / key)
        beside = None
    if beside is not None:
        beside.unlink(missing_ok=True)


def _digest(key: str, question: Any) -> str:
    return sha256(json.dumps([key, question], ensure_ascii=False).encode()).hexdigest()


@cache
def _make_room(folder: Path) -> None:
    """Once a process: where too many are kept the older half goes."""
    if sum(1 for _ in folder.iterdir()) > MOST:
        _remove_oldest(folder, MOST // 2)


def _remove_oldest(folder: Path, but: int) -> None:
    """Removes what was written longest ago, so that so many files or folders stay."""
    ordered = sorted(folder.iterdir(), key=lambda one: one.lstat().st_mtime, reverse=True)
    for one in ordered[but:]:
        if one.is_dir() and not one.is_symlink():
            for file in one.iterdir():
                file.unlink(missing_ok=True)
            one.rmdir()
        else:
            one.unlink(missing_ok=True)

"""Why a value or a row was refused, in the language of the page."""

from functools import cache
from pathlib import Path

from lianfang import vocabulary
from lianfang.desks.language import chinese, name_of
from lianfang.facts import cells


def reason_words(reason: str) -> str:
    """A reason of the ledger's in Chinese on a Chinese page, in English else; options by their words in either."""
    zh = chinese()
    said = cells.chinese(reason) if zh else reason
    stem, _colon, options = reason.partition(": ")
    words = _options().get(options) if stem == "is none of" else None
    return said.replace(options, words[0] if zh else words[1]) if words else said


def named_mistake(mistake: vocabulary.Mistake, path: Path) -> str:
    """A mistake about a whole file with the file's own name in place of where it is kept, as the ledger says it."""
    return str(mistake).replace(str(path), path.name)


def column_words(full: str) -> str:
    """What a column ("person.telephone") is called in the language of the page; what is no column stays as it is."""
    kind, _dot, name = full.partition(".")
    try:
        declared = vocabulary.kind(kind)
        column = vocabulary.moment_of(declared) if name == "occurred_from" else declared.column(name)
    except (vocabulary.Mistake, KeyError):
        return full
    return name_of(column)


@cache
def _options() -> dict[str, tuple[str, str]]:
    """The options of each column as the ledger names them, in Chinese and in English."""
    return {
        ", ".join(option.name for option in column.options): (
            "、".join(option.zh for option in column.options),
            ", ".join(option.en for option in column.options),
        )
        for kind in vocabulary.kinds()
        for column in kind.columns
        if column.options
    }

"""Text into tokens: parts of the grammar, and words by what they do. One regular expression made from the files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from string import printable
from typing import Any, NamedTuple

import yaml

# Lists that the reader asks for, not the scanner.
_NO_TOKENS = {
    "relation", "names_a_place", "names_no_home", "names_a_stop", "shared_means", "place_kind", "way_stations", "weak",
    "leading", "trailing", "no_place", "no_place_ending", "one", "bare_place",
}  # fmt: skip

# Words of these classes are none where one of those follows.
_BARRED = {
    "act": "names_a_place",
    "test": "names_a_place",
    "home": "names_no_home",
    "back_home": "names_no_home",
    "means": "names_a_stop",
}


# Near the root of their number, words are found in the fewest steps.
_FEW = 32


class Token(NamedTuple):
    """A stretch of text and what it is: a part of the grammar in capitals, or a class of words."""

    type: str
    text: str
    start: int
    end: int


@cache
def words() -> dict[str, Any]:
    """The words by class, as words.yaml has them."""
    read: dict[str, Any] = yaml.load(_file("words.yaml"), yaml.CSafeLoader)
    return read


@cache
def _grammar() -> dict[str, Any]:
    """The parts, tokens and first characters, as grammar.yaml has them."""
    read: dict[str, Any] = yaml.load(_file("grammar.yaml"), yaml.CSafeLoader)
    return read


@cache
def part(name: str) -> re.Pattern[str]:
    """One part or token of the grammar by itself."""
    return re.compile(_expanded()[name])


@cache
def meanings() -> dict[str, dict[str, str]]:
    """Of classes with groups (means, act, type), which group a word belongs to."""
    return {
        name: {word: group for group, members in groups.items() for word in members}
        for name, groups in words().items()
        if isinstance(groups, dict)
    }


@cache
def any_of(name: str) -> re.Pattern[str]:
    """Any word of a class, the longest first."""
    return re.compile(_any(words()[name]))


def tokens(text: str) -> list[Token]:
    """The tokens of a text in their order; what is none of them is left out."""
    scanner, classes, kinds = _scanner()
    # Every alternative is a group, and only they are. Making the tuple without its keywords halves what a token costs.
    return [
        tuple.__new__(Token, (kinds[match.lastindex or 0] or classes[found], found, *match.span()))
        for match in scanner.finditer(text)
        if (found := match[0])
    ]


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


@cache
def _expanded() -> dict[str, str]:
    """Parts and tokens with the parts they name put in."""
    grammar = _grammar()
    known = {"relation": _any(words()["relation"])}
    for name, pattern in {**grammar["parts"], **grammar["tokens"]}.items():
        known[name] = re.sub(r"\{([a-z_]+)\}", lambda named: f"(?:{known[named[1]]})", pattern)
    return known


@cache
def _scanner() -> tuple[re.Pattern[str], dict[str, str], list[str]]:
    """The one expression, the class of each word, and the token that each group stands for; empty where for words.

    What can begin with the same characters stands behind one class of them, so few alternatives are tried in vain.
    """
    parts, classes = _expanded(), _classes()
    barred = {kind: f"(?!{_tree(dict.fromkeys(words()[follow], ''))})" for kind, follow in _BARRED.items()}
    endings = {word: barred.get(kind, "") for word, kind in classes.items()}
    alternatives = []
    for number, (names, begins) in enumerate(_beginnings(endings).items()):
        # A group has a name of its own in each alternative: CLOCKS_0, CLOCKS_2.
        forms = [f"(?P<{name}_{number}>{parts[name]})" for name in names]
        branches = {word: ending for word, ending in endings.items() if word[0] in begins}
        tree = [f"(?P<word_{number}>{_by_first_character(branches) if not names else _tree(branches)})"]
        alternatives.append(f"(?=[{_class(begins)}])(?:{'|'.join(forms + tree if branches else forms)})")
    first = _class(set().union(*_beginnings(endings).values()))
    scanner = re.compile(f"(?=[{first}])(?:{'|'.join(alternatives)})")
    kinds = [""] * (scanner.groups + 1)
    for name, index in scanner.groupindex.items():
        kinds[index] = name.partition("_")[0].removeprefix("word")
    return scanner, classes, kinds


def _beginnings(endings: Iterable[str]) -> dict[tuple[str, ...], set[str]]:
    """The first characters of words and forms by the forms that they can begin, in the order of the grammar's file."""
    begins = {re.compile(f"[{some}]"): names for some, names in _grammar()["begins"].items()}
    of_words = {word[0] for word in endings}
    found: dict[tuple[str, ...], set[str]] = {}
    for some in begins:
        for character in filter(some.match, of_words | set(some.pattern) | set(printable)):
            names = dict.fromkeys(name for other, listed in begins.items() if other.match(character) for name in listed)
            found.setdefault(tuple(names), set()).add(character)
    return found | {(): of_words - set().union(*found.values())}


def _classes() -> dict[str, str]:
    by_word: dict[str, str] = {}
    for name, members in words().items():
        if name in _NO_TOKENS:
            continue
        for word in [word for group in members.values() for word in group] if isinstance(members, dict) else members:
            by_word.setdefault(str(word), name)
    return by_word


def _by_first_character(endings: Mapping[str, str]) -> str:
    """The words' tree behind a class of characters for every few, as an alternation tries its branches one by one."""
    characters = list(dict.fromkeys(word[0] for word in endings))
    few = [set(characters[start : start + _FEW]) for start in range(0, len(characters), _FEW)]
    return "|".join(
        f"(?=[{_class(some)}])" + _tree({word: ending for word, ending in endings.items() if word[0] in some})
        for some in few
    )


def _class(characters: Iterable[str]) -> str:
    return "".join(map(re.escape, sorted(characters)))


def _tree(endings: Mapping[str, str]) -> str:
    """An expression that takes the longest of the words; each may say what must not follow it."""
    branches: dict[str, dict[str, str]] = {}
    here = None
    for word, ending in endings.items():
        if word:
            branches.setdefault(word[0], {})[word[1:]] = ending
        else:
            here = ending
    longer = [re.escape(first) + _tree(rest) for first, rest in branches.items()]
    both = [*longer, here] if here is not None else longer
    return both[0] if len(both) == 1 else f"(?:{'|'.join(both)})"


def _any(listed: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(listed, key=len, reverse=True)) + ")"

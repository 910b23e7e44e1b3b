"""Finding an area or a unit by what people write: its code, its name, its short name, its chain of names."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lianfang.places.models import Area, Unit


@dataclass(frozen=True, slots=True)
class Found:
    """For each text asked, the code it means; for those that mean none or several, the reason in one line."""

    codes: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)


def area_codes(texts: Iterable[str], within: str = "/") -> Found:
    """The areas that these texts mean: a code, or a name that only one area within the given path has.

    A chain of names (``辽宁省大连市甘井子区``) is read from its end: the area so called, its ancestors named before.
    """
    wanted = {text for text in texts if text}
    found = Found()
    if not wanted:
        return found
    areas = list(Area.objects.values_list("code", "name", "short_name", "path"))
    names = {code: (name, short) for code, name, short, _ in areas}
    by_name: dict[str, list[tuple[str, str]]] = {}
    for code, name, short, path in areas:
        for spelling in {name, short} - {""}:
            by_name.setdefault(spelling, []).append((code, path))
    for text in wanted:
        if text in names:
            found.codes[text] = text
            continue
        candidates = by_name.get(text, []) or _candidates_of_chain(text, by_name, names)
        inside = [code for code, path in candidates if path.startswith(within)] or [code for code, _ in candidates]
        if len(inside) == 1:
            found.codes[text] = inside[0]
        elif inside:
            found.reasons[text] = f"{text!r} is the name of {len(inside)} areas; write the code, e.g. {inside[0]}"
        else:
            found.reasons[text] = f"{text!r} is no area here; write its code, or load the areas first"
    return found


def _candidates_of_chain(
    text: str, by_name: dict[str, list[tuple[str, str]]], names: dict[str, tuple[str, str]]
) -> list[tuple[str, str]]:
    for start in range(1, len(text) - 1):
        tail, head = text[start:], text[:start]
        matching = [
            (code, path)
            for code, path in by_name.get(tail, ())
            if any(
                spelling and spelling in head
                for ancestor in path.strip("/").split("/")[:-1]
                for spelling in names.get(ancestor, ())
            )
        ]
        if matching:
            return matching
    return []


def unit_codes(texts: Iterable[str], within: str = "/") -> Found:
    """The units that these texts mean: a code, or a name that only one unit within the given path has."""
    wanted = {text for text in texts if text}
    found = Found()
    if not wanted:
        return found
    by_name: dict[str, list[tuple[str, str]]] = {}
    found.codes.update({code: code for code in Unit.objects.filter(code__in=wanted).values_list("code", flat=True)})
    for code, name, path in Unit.objects.filter(name__in=wanted - set(found.codes)).values_list("code", "name", "path"):
        by_name.setdefault(name, []).append((code, path))
    for text in wanted - set(found.codes):
        candidates = by_name.get(text, [])
        inside = [code for code, path in candidates if path.startswith(within)] or [code for code, _ in candidates]
        if len(inside) == 1:
            found.codes[text] = inside[0]
        elif inside:
            found.reasons[text] = f"{text!r} is the name of {len(inside)} units; write the code, e.g. {inside[0]}"
        else:
            found.reasons[text] = f"{text!r} is no unit here; write its code, or load the units first"
    return found

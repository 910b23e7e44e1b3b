"""The plan's `contacts`: by which settings somebody met a case, read from the tree."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args

from lianfang.plan.branch import Branch, Mapping
from lianfang.plan.finding import Span
from lianfang.plan.model import ContactRules, ContactSetting, ExposingFrom, Reach, ReachOf
from lianfang.plan.parameters import KINDS_OF_UNIT, read_source
from lianfang.plan.reading import NAME, Reader

CONTACTS_KEYS = ("source", "exposing from", "hops", "clock tolerance", "visits kept", "settings")
EXPOSING_KEYS = ("anchor", "back")
SETTING_KEYS = ("name", "source", "places", "air", "area at most", "close", "general", "air stays risky")
REACH_KEYS = ("of", "apart", "staff", "at least")
EXPOSING_FROM: tuple[str, ...] = get_args(ExposingFrom)
REACHES: tuple[str, ...] = get_args(ReachOf)
AIR = ("sealed", "ventilated")
VEHICLES = ("aircraft", "train", "coach", "car", "ship")
# Kinds of place: where people live and sit together, vehicles, and the kinds of unit.
PLACES = ("household", "room", *VEHICLES, *KINDS_OF_UNIT)
MOST_HOPS = 5
# Of rows before and behind, and square metres of a place.
_MOST = {"apart": 50, "area at most": 9999}


def read_contacts(reader: Reader, told: Mapping) -> ContactRules | None:
    """What a plan says of contacts; None where it says nothing of them."""
    branch = told.items.get("contacts")
    if branch is None:
        return None
    reader.clause, reader.used, before = "contacts", set(), len(reader.findings)
    span = told.keys["contacts"]
    parts = reader.mapping(branch, "contacts", CONTACTS_KEYS, ("exposing from", "settings"))
    source = read_source(reader, parts, span, "contacts")
    since = tuple(_anchor(reader, item) for item in reader.items(parts.items.get("exposing from")))
    hops = _number(reader, parts, "hops", 1, MOST_HOPS)
    named = reader.named(parts.items.get("settings"), "settings have names", "write aircraft: and its parts below it")
    settings = tuple(_setting(reader, key, item, named.keys[key]) for key, item in named.items.items())
    reader.clause = "contacts"
    if len(reader.findings) == before:
        _reached(reader, settings)
    made = ContactRules(
        source=source,
        since=tuple(one for one in since if one is not None),
        hops=hops if hops is not None else 2,
        tolerance=reader.duration(parts.items.get("clock tolerance"), "clock tolerance") or timedelta(0),
        settings=settings,
        visits_kept=reader.duration(parts.items.get("visits kept"), "visits kept"),
        parameters=tuple(sorted(reader.used)),
        span=span,
    )
    reader.clause = ""
    return made


def _anchor(reader: Reader, branch: Branch) -> tuple[Any, timedelta] | None:
    told = reader.mapping(branch, "exposing from", EXPOSING_KEYS, ("anchor", "back"))
    anchor = reader.word(told.items.get("anchor"), "anchor", EXPOSING_FROM)
    back = reader.duration(told.items.get("back"), "back")
    return None if anchor is None or back is None else (anchor, back)


def _setting(reader: Reader, key: str, branch: Branch, span: Span) -> ContactSetting:
    reader.clause = f"contacts > {key}"
    if not NAME.fullmatch(key):
        remedy = "write it in small letters with _ between them, as sealed_train"
        reader.say("unusable-name", span, f"a setting cannot be called {key[:40]}", remedy)
    told = reader.mapping(branch, "a setting", SETTING_KEYS, ("name",))
    if "close" not in told.items and "general" not in told.items:
        reader.say("missing-key", span, f"{key} says neither close nor general", "add close: {of: place}")
    air: Any = reader.word(told.items.get("air"), "air", AIR)
    return ContactSetting(
        id=key,
        names=reader.names(told.items.get("name"), "name"),
        source=read_source(reader, told, span, "the setting"),
        places=reader.words(told.items.get("places"), "places", PLACES, "unknown-word"),
        air=air,
        largest=_number(reader, told, "area at most", 1, _MOST["area at most"]),
        close=_reach(reader, told, "close"),
        general=_reach(reader, told, "general"),
        lingers=reader.duration(told.items.get("air stays risky"), "air stays risky") or timedelta(0),
        span=span,
    )


def _reach(reader: Reader, setting: Mapping, grade: str) -> Reach | None:
    if grade not in setting.items:
        return None
    told = reader.mapping(setting.items[grade], grade, REACH_KEYS, ("of",))
    of: Any = reader.word(told.items.get("of"), "of", REACHES)
    apart = _number(reader, told, "apart", 0, _MOST["apart"])
    if apart is not None and of is not None and of != "row":
        reader.say("unknown-key", told.keys["apart"], f"apart counts rows, not {of}", "take it out, or write of: row")
    return Reach(
        of=of or "place",
        apart=apart or 0,
        staff=reader.word(told.items.get("staff"), "staff", ("yes", "no")) == "yes",
        least=reader.duration(told.items.get("at least"), "at least") or timedelta(0),
    )


def _number(reader: Reader, told: Mapping, key: str, low: int, high: int) -> int | None:
    """A whole number within limits, None where it is not told or is none."""
    branch = told.items.get(key)
    number = reader.number(branch, key)
    if number is not None and branch is not None and not low <= number <= high:
        reader.say("outside-its-limits", branch.span, f"{key} is {number}", f"write {low} to {high}")
        return None
    return number


def _reached(reader: Reader, settings: tuple[ContactSetting, ...]) -> None:
    """Says which settings no place ever comes to, since an earlier one takes all that they are for."""
    for number, later in enumerate(settings):
        earlier = next((one for one in settings[:number] if _takes(one, later)), None)
        if earlier is not None:
            message = f"{earlier.id} comes first and takes every place of {later.id}"
            reader.say("setting-never-reached", later.span, message, f"put {later.id} before {earlier.id}")


def _takes(earlier: ContactSetting, later: ContactSetting) -> bool:
    places = not earlier.places or (bool(later.places) and set(later.places) <= set(earlier.places))
    air = earlier.air in (None, later.air)
    size = earlier.largest is None or (later.largest is not None and later.largest <= earlier.largest)
    return places and air and size

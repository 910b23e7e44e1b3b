"""What a plan says of the end of records: for how long each is kept (`retention`), what of counts is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from lianfang.plan.finding import Span
from lianfang.plan.parts import Names, Source

KeptOf = Literal["everybody", "uninvolved"]
KeptFrom = Literal["occurrence", "closing"]


@dataclass(frozen=True)
class Period:
    """For how long facts of some kinds are kept: `after` so long `since` they occurred, or their outbreak was closed.

    `of` the uninvolved leaves those of every case and contact. With `identities` who somebody is goes with the last
    fact about them.
    """

    id: str
    names: Names
    source: Source
    kinds: tuple[str, ...]
    of: KeptOf
    since: KeptFrom
    after: timedelta
    identities: bool
    span: Span
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Publication:
    """What of counts leaves the house: one from 1 to `suppressed` is withheld, others are rounded to `rounded`.

    Places whose people are fewer than `least_people` are published without days and times.
    """

    source: Source
    suppressed: int
    rounded: int
    least_people: int
    span: Span
    parameters: tuple[str, ...] = ()

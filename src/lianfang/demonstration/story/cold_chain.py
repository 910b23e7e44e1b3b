"""Frozen fish found positive in a cold store: where it had gone, who handled it, and what was done within a day."""

import polars as pl

from lianfang.demonstration.areas import SEAT
from lianfang.demonstration.rows import local
from lianfang.demonstration.story.book import Book, hours, minutes
from lianfang.demonstration.story.laboratory import Bench
from lianfang.demonstration.units import CDC, COLD_STORE, MARKET, RESTAURANT

BATCH, ITEM = "DY20201126", "进口冻带鱼段"
# Consignment, from, to, boxes, sent, received.
_WAY = (
    ("LK-0103", None, COLD_STORE, 400, None, local(3, 14, 10)),
    ("LK-0105", COLD_STORE, MARKET, 60, local(5, 5, 30), local(5, 6, 5)),
    ("LK-0107", COLD_STORE, RESTAURANT, 4, local(7, 9, 40), local(7, 10, 20)),
)
# Who handled it: where, at which work, from when, how many hours, whether well protected.
_WORK = (
    (COLD_STORE, "unloaded", local(3, 14, 10), 2, True),
    (COLD_STORE, "unloaded", local(3, 14, 10), 2, False),
    (COLD_STORE, "stored", local(4, 8, 0), 9, True),
    (COLD_STORE, "carried", local(5, 5, 20), 1, True),
    (MARKET, "unpacked", local(5, 6, 10), 1, False),
    (MARKET, "sold", local(5, 7, 0), 8, False),
    (RESTAURANT, "processed", local(7, 10, 30), 2, True),
)
# Customers of the market who told of their visit when they were asked.
_CUSTOMERS = (local(5, 8, 20), local(6, 9, 5))
_SAMPLED, _SCREENED = local(8, 9, 0), local(8, 16, 20)
_WEEKLY = "冷链物品和环境监测"
_STALLS = ("冻品摊位台面", "秤", "刀具")
_SURFACES = ("货架", "托盘", "冷库门把手")


def tell_cold_chain(book: Book, bench: Bench) -> None:
    """Tells the batch's way, its positive package, the people and the place that were sampled because of it."""
    _sampled(bench)
    generator, found = book.chance("cold chain"), _SCREENED + hours(5)
    for number, origin, destination, boxes, *moments in _WAY:
        consignment = book.new(generator)
        for stage, at in zip(("sent", "received"), moments, strict=True):
            if at is not None:
                book.fact(
                    "consignment", CDC, at, found, consignment=consignment, number=number, from_unit=origin,
                    to_unit=destination, item=ITEM, batch=BATCH, quantity=boxes, stage=stage,
                )  # fmt: skip
    here = pl.col("residence").str.starts_with(SEAT) & pl.col("age").is_between(22, 55)
    for person, began in zip(book.take(len(_CUSTOMERS), here, generator), _CUSTOMERS, strict=True):
        book.fact(
            "visit", CDC, began, found + hours(1), person=person["person"], place=MARKET,
            occurred_until=began + minutes(25),
        )  # fmt: skip
    people = book.take(len(_WORK), here & pl.col("telephone").is_not_null(), generator)
    for order, (person, (unit, work, began, lasted, protected)) in enumerate(zip(people, _WORK, strict=True)):
        book.fact(
            "membership", unit, local(-60, 9), local(4, 9), "从业人员名册", person=person["person"],
            group_kind="workplace", unit=unit,
        )  # fmt: skip
        book.fact(
            "handling", CDC, began, found + minutes(30 + order * 6), person=person["person"], batch=BATCH, unit=unit,
            work=work, protected=protected, occurred_until=began + hours(lasted),
        )  # fmt: skip
        # The seller at the market is away until the tenth, and still owed.
        if work != "sold":
            at = local(9, 9, 0) + minutes(order * 12)
            bench.negative(bench.specimen([person], at, CDC, "阳性物品接触人员检测"), at)


def _sampled(bench: Bench) -> None:
    """Packages and surfaces sampled in the weekly check; one package is positive, and the place is sampled again.

    The market had its turn two days before; the shop of a village waits for its own.
    """
    for order, surface in enumerate(_STALLS):
        at = local(6, 10, 0) + minutes(order * 3)
        bench.negative(bench.specimen([], at, CDC, _WEEKLY, sample=surface, category="surface", unit=MARKET), at)
    for order in range(4):
        at = _SAMPLED + minutes(order * 3)
        package = bench.specimen(
            [], at, CDC, _WEEKLY, sample="外包装", category="goods", unit=COLD_STORE, item=ITEM, batch=BATCH
        )
        if order == 1:
            bench.positive(package, bench.preliminary(package, _SAMPLED, (_SCREENED - _SAMPLED).total_seconds() / 3600))
        else:
            bench.negative(package, _SAMPLED)
    # Disinfected in the night, sampled again in the morning.
    for began in (_SAMPLED + minutes(20), local(9, 8, 0)):
        for order, surface in enumerate(_SURFACES):
            at = began + minutes(order * 3)
            bench.negative(
                bench.specimen([], at, CDC, _WEEKLY, sample=surface, category="surface", unit=COLD_STORE), at
            )

"""What happens around the county: places declared at risk, and figures of other areas."""

from datetime import date

from lianfang.demonstration.areas import HIGH_RISK, NEIGHBOUR
from lianfang.demonstration.rows import COVID, local
from lianfang.demonstration.story.book import Book, hours, minutes
from lianfang.demonstration.units import COMMAND

# New confirmed cases of the province at risk on the days 2 to 9 of January: 185 in all, 53 on the 6th.
_NEW_ELSEWHERE = (1, 4, 14, 20, 53, 33, 28, 32)
_BEFORE = 339


def tell_surroundings(book: Book) -> None:
    """Tells declarations and reported counts."""
    _declarations(book)
    _counts(book)


def _declarations(book: Book) -> None:
    """One place at high and 63 at medium risk, published in three lists; each counts from some days before it."""
    generator = book.chance("declarations")
    for order, code in enumerate(book.areas.at_risk):
        high = code == HIGH_RISK
        day = 3 if order < 14 else 5 if order < 38 else 7
        at = local(day, 9, 30)
        counts_from = date(2020, 12, 10 + int(generator.integers(8, 16)))
        common = {"about": "risk", "declared": code, "place": book.areas.names[code], "counts_from": counts_from}
        number = f"联防联控〔2021〕{day:02d}号"
        book.fact(
            "declaration",
            COMMAND,
            at,
            at + hours(1),
            "风险地区名单",
            level="medium",
            number=number,
            signer="国务院联防联控机制综合组",
            **common,
        )
        if high:
            raised = local(6, 10, 0)
            book.fact(
                "declaration",
                COMMAND,
                raised,
                raised + minutes(45),
                "风险地区名单",
                level="high",
                number="联防联控〔2021〕06号",
                signer="国务院联防联控机制综合组",
                **common,
            )
    book.fact(
        "declaration",
        COMMAND,
        local(6, 8, 0),
        number="青指〔2021〕1号",
        signer="县指挥部总指挥",
        about="response",
        declared="000121",
        level="response_2",
        note="全县启动Ⅱ级响应",
    )


def _counts(book: Book) -> None:
    """Other areas' published figures, cumulative; the neighbouring county had two without symptoms."""
    total = _BEFORE
    for order, new in enumerate(_NEW_ELSEWHERE):
        day, total = 2 + order, total + new
        published = local(day + 1, 6, 50)
        common = {"disease": COVID, "day": date(2021, 1, day)}
        others = (
            ("010000", "临海省卫生健康委", total, 60 + 12 * order, 296 + order, 0),
            ("020000", "海州省卫生健康委", 412 + order // 3, 9, 401, 2),
            ("030000", "北原省卫生健康委", 987 + 3 * order, 41 + 2 * order, 930, 13),
            (NEIGHBOUR, "白桦县指挥部", 0, 2 if day >= 6 else 0, 0, 0),
            ("000123", "松河县指挥部", 0, 0, 0, 0),
            ("000102", "桥西区指挥部", 3 if day >= 8 else 0, 1 if day >= 7 else 0, 0, 0),
            ("000103", "桥东区指挥部", 0, 0, 0, 0),
        )
        for area, publisher, confirmed, asymptomatic, cured, dead in others:
            book.fact(
                "reported_count",
                COMMAND,
                local(day),
                published,
                "上级通报",
                counted=area,
                publisher=publisher,
                confirmed=confirmed,
                asymptomatic=asymptomatic,
                cured=cured,
                dead=dead,
                **common,
            )

"""What happens around the county: places declared at risk, figures of other areas, letters that ask for help."""

from datetime import date

import polars as pl

from lianfang.demonstration.areas import HIGH_RISK, NEIGHBOUR, PREFECTURE, RISK_COUNTIES
from lianfang.demonstration.rows import COVID, WEDDING, local
from lianfang.demonstration.story.book import Book, hours, minutes
from lianfang.demonstration.story.chain import Contact
from lianfang.demonstration.units import CDC, COMMAND

# New confirmed cases of the province at risk on the days 2 to 9 of January: 185 in all, 53 on the 6th.
_NEW_ELSEWHERE = (1, 4, 14, 20, 53, 33, 28, 32)
_BEFORE = 339


def tell_surroundings(book: Book, contacts: list[Contact]) -> None:
    """Tells declarations, reported counts and letters."""
    _declarations(book)
    _counts(book)
    _letters(book, contacts)


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


def _letters(book: Book, contacts: list[Contact]) -> None:
    """Letters in and out; most names are answered, some not yet."""
    generator = book.chance("letters")
    names = book.take(17, pl.col("age").is_between(20, 65), generator)
    incoming = (
        (3, RISK_COUNTIES[0], 3),
        (5, RISK_COUNTIES[0], 4),
        (6, NEIGHBOUR, 3),
        (7, RISK_COUNTIES[2], 2),
        (8, "000102", 3),
        (9, RISK_COUNTIES[1], 2),
    )
    for order, (day, origin, count) in enumerate(incoming):
        letter, at = book.new(generator), local(day, 10, 10) + minutes(order * 47)
        told, names = names[:count], names[count:]
        text = "请协查下列人员：" + "、".join(person["name"] for person in told) + "，系密切接触者或同行人员。"
        common = {"letter": letter, "number": f"{book.areas.names[origin]}协〔2021〕{order + 11}号"}
        book.fact(
            "letter",
            CDC,
            at,
            at + minutes(25),
            "协查函",
            direction="incoming",
            from_area=origin,
            to_area="000121",
            text=text,
            **common,
        )
        for place, person in enumerate(told):
            if (order, place) in ((4, 2), (5, 0), (5, 1)):
                continue
            answer = (
                ("not_here", "gone_to", "found", "found")[place]
                if order % 2
                else ("found", "found", "not_here", "found")[place]
            )
            gone = PREFECTURE if answer == "gone_to" else None
            who = person["person"] if answer == "found" else None
            book.fact(
                "letter_answer",
                CDC,
                at + hours(3 + place * 2.5),
                letter=letter,
                person=who,
                name=person["name"],
                answer=answer,
                gone_to=gone,
            )
    away = [contact for contact in contacts if contact.entered is None and contact.grade == "close"][:4]
    for order, (day, destination) in enumerate(((6, "000123"), (7, NEIGHBOUR), (9, "000102"))):
        letter, at = book.new(generator), local(day, 16, 30)
        named = [contact.person["name"] for contact in away[order : order + 2] if contact.judged < at]
        text = "现将我县确诊病例的密切接触者" + "、".join(named) + "的信息函告贵地，请协助落实管控。"
        book.fact(
            "letter",
            CDC,
            at,
            direction="outgoing",
            letter=letter,
            number=f"青疾控协〔2021〕{order + 1}号",
            from_area="000121",
            to_area=destination,
            outbreak=WEDDING,
            text=text,
        )
        if order == 0 and named:
            book.fact("letter_answer", CDC, local(7, 11, 20), letter=letter, name=named[0], answer="found")

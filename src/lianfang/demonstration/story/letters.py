"""Letters between the county and others: six that ask for people, three that tell of people gone elsewhere."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl

from lianfang.demonstration.areas import NEIGHBOUR, PREFECTURE, RISK_COUNTIES
from lianfang.demonstration.rows import WEDDING, local
from lianfang.demonstration.story.book import Book, hours, minutes
from lianfang.demonstration.story.chain import Contact
from lianfang.demonstration.units import CDC
from lianfang.vocabulary.subjects import letter_subject, name_subjects

# The day it came, from where, how many people it names.
_INCOMING = (
    (3, RISK_COUNTIES[0], 3),
    (5, RISK_COUNTIES[0], 4),
    (6, NEIGHBOUR, 3),
    (7, RISK_COUNTIES[2], 2),
    (8, "000102", 3),
    (9, RISK_COUNTIES[1], 2),
)
# Letter and name that nobody has answered yet.
_OPEN = ((4, 2), (5, 0), (5, 1))
_ASK = "请核查下列人员是否在贵地，落实管控措施，并将结果函复。"


def tell_letters(book: Book, contacts: Sequence[Contact]) -> None:
    """Tells letters in and out; most names are answered, some not yet."""
    generator = book.chance("letters")
    names = book.take(17, pl.col("age").is_between(20, 65), generator)
    for order, (day, origin, count) in enumerate(_INCOMING):
        told, names = names[:count], names[count:]
        _incoming(book, order, origin, local(day, 10, 10) + minutes(order * 47), told)
    away = [contact for contact in contacts if contact.entered is None and contact.grade == "close"][:4]
    for order, (day, destination) in enumerate(((6, "000123"), (7, NEIGHBOUR), (9, "000102"))):
        at = local(day, 16, 30)
        _outgoing(book, order, destination, at, [each for each in away[order : order + 2] if each.judged < at])


def _incoming(book: Book, order: int, origin: str, at: datetime, told: Sequence[dict[str, Any]]) -> None:
    sender = f"{book.areas.names[origin]}疫情防控指挥部"
    number, known = f"{book.areas.names[origin]}协〔2021〕{order + 11}号", at + minutes(25)
    letter = letter_subject("incoming", sender, number)
    book.fact(
        "letter",
        CDC,
        at,
        known,
        "协查函",
        letter=letter,
        number=number,
        direction="incoming",
        from_area=origin,
        from_name=sender,
        to_area="000121",
        to_name="青禾县疫情防控指挥部",
        receipt=known,
        ask=_ASK,
    )
    subjects = name_subjects(letter, [(each["name"], each["identity_number"], each["telephone"]) for each in told])
    for place, (person, subject) in enumerate(zip(told, subjects, strict=True)):
        book.fact(
            "letter_name",
            CDC,
            at,
            known,
            "协查函",
            letter_name=subject,
            letter=letter,
            place=place + 1,
            name=person["name"],
            sex=person["sex"],
            identity_number=person["identity_number"],
            telephone=person["telephone"],
            told_as="close" if order % 2 else "co_exposed",
            known="与确诊病例同乘一次列车" if order % 2 else "与确诊病例在同一商场停留",
        )
        if (order, place) in _OPEN:
            continue
        answers = ("not_here", "gone_to", "found", "found") if order % 2 else ("found", "found", "not_here", "found")
        answer = answers[place]
        book.fact(
            "letter_answer",
            CDC,
            at + hours(3 + place * 2.5),
            letter_name=subject,
            letter=letter,
            person=person["person"] if answer == "found" else None,
            name=person["name"],
            answer=answer,
            gone_to=PREFECTURE if answer == "gone_to" else None,
            gone_to_name=book.areas.names[PREFECTURE] if answer == "gone_to" else None,
        )
    if order < 3:
        book.fact(
            "letter_reply",
            CDC,
            at + hours(22),
            letter=letter,
            number=f"青疾控复〔2021〕{order + 1}号",
            signer="刘芳",
            answered=len(told),
        )


def _outgoing(book: Book, order: int, destination: str, at: datetime, told: Sequence[Contact]) -> None:
    addressee, number = f"{book.areas.names[destination]}疫情防控指挥部", f"青疾控协〔2021〕{order + 1}号"
    letter = letter_subject("outgoing", addressee, number)
    book.fact(
        "letter",
        CDC,
        at,
        letter=letter,
        number=number,
        direction="outgoing",
        from_area="000121",
        from_name="青禾县疾病预防控制中心",
        to_area=destination,
        to_name=addressee,
        outbreak=WEDDING,
        ask="现将我县确诊病例的密切接触者函告贵地，请落实管控并将结果函复。",
    )
    people = [contact.person for contact in told]
    subjects = name_subjects(letter, [(each["name"], each["identity_number"], each["telephone"]) for each in people])
    for place, (contact, subject) in enumerate(zip(told, subjects, strict=True)):
        person = contact.person
        book.fact(
            "letter_name",
            CDC,
            at,
            letter_name=subject,
            letter=letter,
            person=person["person"],
            place=place + 1,
            name=person["name"],
            sex=person["sex"],
            identity_number=person["identity_number"],
            telephone=person["telephone"],
            told_as=contact.grade,
            last=contact.last,
        )
        if order == 0 and place == 0:
            book.fact(
                "letter_answer",
                CDC,
                local(7, 11, 20),
                letter_name=subject,
                letter=letter,
                name=person["name"],
                answer="found",
            )

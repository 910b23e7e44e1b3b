"""Invented facts about few people in few days, so that they meet each other often. Moments may coincide on purpose."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import strategies as st

from lianfang import vocabulary
from lianfang.vocabulary import Type

START = datetime(2020, 12, 30, tzinfo=UTC)
AT = START + timedelta(days=25)
AREAS = pl.DataFrame(
    [("CN", None, "nation"), ("13", "CN", "province"), ("1301", "13", "county"), ("23", "CN", "province"),
     ("2301", "23", "county"), ("230101", "2301", "town"), ("230102", "2301", "town"), ("g1", "230101", "grid"),
     ("g2", "230102", "grid")],
    schema=["code", "parent", "level"], orient="row",
)  # fmt: skip
UNITS = pl.DataFrame(
    [("G1", "grid", "g1"), ("T1", "command", "230101"), ("C", "command", "2301"), ("D", "cdc", "2301"),
     ("D2", "cdc", "2301"), ("H", "hospital", "2301"), ("F", "fever_clinic", "230101"),
     ("I", "isolation_site", "230102"),
     ("L", "laboratory", "1301"), ("S", "school", "g2"), ("M", "market", "230102")],
    schema=["code", "kind", "area"], orient="row",
)  # fmt: skip
# Whom facts name by chance: the market is there for those who work at it.
NAMED_UNITS = [code for code in UNITS["code"] if code != "M"]
PEOPLE = ["p1", "p2", "p3"]
CASES = [f"k{number}" for number in range(1, 13)]
# The kinds that the shipped plans read.
KINDS = (
    "person", "case", "severity", "outcome", "admission", "referral", "action", "exposure", "notice", "transfer",
    "journey", "specimen", "test_result", "observation", "health_check", "declaration", "sign_off", "merge",
    "membership", "symptom", "vaccination", "contraindication", "measurement",
    "attempt",
    "letter", "letter_name", "letter_answer", "letter_reply", "letter_passing",
    "signal", "signal_answer", "appeal", "decision",
    "handling",
)  # fmt: skip

moments = st.one_of(
    st.integers(0, 24).map(lambda day: START + timedelta(days=day, hours=-8)),
    st.integers(0, 600).map(lambda hour: START + timedelta(hours=hour)),
    st.integers(0, 36000).map(lambda minute: START + timedelta(minutes=minute)),
)
LETTERS = ["l1", "l2", "l3"]
SUBJECTS = {
    "case": CASES, "specimen": ["s1", "s2", "s3"], "transfer": ["t1", "t2"], "unit": ["u"], "area": ["a"],
    "letter": LETTERS, "letter_name": ["n1", "n2", "n3"],
    "signal": ["w1", "w2"],
}  # fmt: skip
# Whom a column may name, by the kind of subject it is of.
NAMED = {"case": CASES, "letter": LETTERS}


def _column(kind: str, column: vocabulary.Column) -> st.SearchStrategy[Any]:
    match column.type:
        case Type.CHOICE:
            values: st.SearchStrategy[Any] = st.sampled_from([option.name for option in column.options])
        case Type.AREA:
            values = st.sampled_from([*AREAS["code"].to_list(), "nowhere"])
        case Type.UNIT:
            values = st.sampled_from([*NAMED_UNITS, "nobody"])
        case Type.MOMENT:
            values = moments
        case Type.DATE:
            values = st.integers(-5, 24).map(lambda day: date(2020, 12, 30) + timedelta(days=day))
        case Type.SUBJECTS:
            values = st.lists(st.sampled_from(PEOPLE), max_size=3)
        case Type.SUBJECT:
            values = st.sampled_from(NAMED.get(column.of, PEOPLE))
        case Type.INTEGER:
            values = st.integers(0, 5)
        case Type.NUMBER:
            values = st.sampled_from([36.5, 37.3, 37.4, 39.0])
        case Type.BOOLEAN:
            values = st.booleans()
        case _:
            values = st.sampled_from(["a", "b"])
    if column.name == "disease":
        values = st.sampled_from(["covid19", "covid19", "covid19", "norovirus"])
    return values if column.required else st.one_of(values, values, values, st.none())


@st.composite
def fact_rows(draw: st.DrawFn, kind: str, most: int) -> list[dict[str, Any]]:
    """Rows of a kind, most of them about the few people there are."""
    declared = vocabulary.kind(kind)
    rows = []
    for number in range(draw(st.integers(0, most))):
        row: dict[str, Any] = {column.name: draw(_column(kind, column)) for column in declared.columns}
        row["id"] = f"{kind}{number}"
        row["occurred_from"] = draw(moments)
        row["known_at"] = row["occurred_from"] + timedelta(hours=draw(st.integers(0, 30)))
        row["occurred_until"] = draw(st.one_of(st.none(), st.none(), moments))
        row["area"] = draw(st.sampled_from(["2301", "230101", "1301", "g2"]))
        row["subject"] = (
            row["person"]
            if declared.subject == "person"
            else draw(st.sampled_from(SUBJECTS.get(declared.subject, ["x"])))
        )
        rows.append(row)
    return rows


@st.composite
def tables(draw: st.DrawFn, kinds: tuple[str, ...] = KINDS, most: int = 4) -> dict[str, pl.DataFrame]:
    """Facts of several kinds, with areas and units."""
    made: dict[str, pl.DataFrame] = {"areas": AREAS, "units": UNITS}
    for kind in kinds:
        rows = draw(fact_rows(kind, most))
        if rows:
            made[kind] = frame(kind, rows)
    return made


def frame(kind: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows as the ledger gives them."""
    moment = pl.Datetime("us", "UTC")
    types = {
        Type.MOMENT: moment, Type.DATE: pl.Date, Type.INTEGER: pl.Int64, Type.NUMBER: pl.Float64,
        Type.BOOLEAN: pl.Boolean, Type.SUBJECTS: pl.List(pl.String),
    }  # fmt: skip
    columns = (*vocabulary.LEDGER, *vocabulary.kind(kind).columns)
    schema = {column.name: types.get(column.type, pl.String) for column in columns}
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def lively(number: int, most: int = 14, beside: Sequence[str] = ()) -> dict[str, pl.DataFrame]:
    """Many facts about the few people, always the same for a number: what rules need to meet one another.

    `beside` are kinds of fact of which there are some too.
    """
    chance = random.Random(number)
    made: dict[str, pl.DataFrame] = {"areas": AREAS, "units": UNITS}
    cases: list[dict[str, Any]] = []
    for kind in (*KINDS, *beside):
        declared = vocabulary.kind(kind)
        rows = []
        for i in range(chance.randint(most // 2, most)):
            row = {column.name: _chosen(chance, column) for column in declared.columns}
            row["id"] = f"{kind}{i}"
            row["occurred_from"] = _when(chance)
            row["known_at"] = row["occurred_from"] + timedelta(hours=chance.randint(0, 30))
            row["occurred_until"] = _when(chance) if chance.random() < 0.2 else None
            row["area"] = chance.choice(["2301", "230101", "1301", "g2"])
            of_subject = SUBJECTS.get(declared.subject, ["x"])
            row["subject"] = row["person"] if declared.subject == "person" else chance.choice(of_subject)
            if kind == "case" and chance.random() < 0.6:
                row |= {"responsible": "230101", "outbreak": "a", "disease": "covid19"}
                row["classification"] = chance.choice(["suspected", "confirmed", "asymptomatic"])
            # Somebody is never infected: only such a contact is released.
            if kind == "case" and row["person"] == PEOPLE[-1]:
                row["classification"] = "suspected"
            if kind == "action" and chance.random() < 0.8:
                about = chance.choice(cases)
                row |= {
                    "subject": about["subject"],
                    "action": chance.choice(["network_report", "review", "event_report"]),
                }
                row["occurred_from"] = about["occurred_from"] + timedelta(minutes=chance.randint(-30, 200))
            if kind == "observation" and chance.random() < 0.5:
                row |= {"observation": "central", "stage": "entered"}
            # So many calls in vain in a row come by chance alone too seldom.
            if kind == "attempt" and i % 2:
                row |= {"channel": "call", "result": "no_answer"}
            if kind == "sign_off":
                row["unit"] = chance.choice(["S", "D", "C", "H"])
            if kind == "declaration" and chance.random() < 0.5:
                row |= {"declared": "CN", "about": chance.choice(["risk", "response"]), "occurred_until": None}
            # Somebody works at the market, and it is sampled.
            if kind == "membership" and i % 3 == 0:
                row |= {"group_kind": "workplace", "unit": "M"}
            if kind == "specimen" and i % 4 == 0:
                row |= {"category": "surface", "unit": "M"}
            rows.append(row)
        cases = rows if kind == "case" else cases
        made[kind] = frame(kind, rows)
    return made


def _when(chance: random.Random) -> datetime:
    minute = chance.choice([chance.randint(0, 24) * 1440 - 480, chance.randint(0, 600) * 60, chance.randint(0, 36000)])
    return START + timedelta(minutes=minute)


def _chosen(chance: random.Random, column: vocabulary.Column) -> Any:
    if not column.required and chance.random() < 0.2:
        return None
    if column.name == "disease":
        return chance.choice(["covid19", "covid19", "covid19", "norovirus"])
    match column.type:
        case Type.CHOICE:
            return chance.choice([option.name for option in column.options])
        case Type.AREA:
            return chance.choice([*AREAS["code"].to_list(), "nowhere"])
        case Type.UNIT:
            return chance.choice([*NAMED_UNITS, "nobody"])
        case Type.MOMENT:
            return _when(chance)
        case Type.DATE:
            return date(2020, 12, 30) + timedelta(days=chance.randint(-5, 24))
        case Type.SUBJECTS:
            return chance.sample(PEOPLE, chance.randint(0, 3))
        case Type.SUBJECT:
            return chance.choice(NAMED.get(column.of, PEOPLE))
        case Type.INTEGER:
            return chance.randint(0, 5)
        case Type.NUMBER:
            return chance.choice([36.5, 37.3, 37.4, 39.0])
        case Type.BOOLEAN:
            return chance.random() < 0.5
    return chance.choice(["a", "b"])

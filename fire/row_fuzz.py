"""Rows of every layout and kind recorded by the API: right ones, bent ones and rubbish, in the columns as declared.

What schemathesis draws from the OpenAPI seldom names a column; this begins where that ends. Each kind is told by an
account that may record it. No answer is an error of the server's, and what it says of the rows adds up to the rows.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from lianfang import vocabulary
from lianfang.access import rights
from lianfang.access.roles import ROLES
from lianfang.vocabulary import Type
from lianfang.vocabulary.columns import Column
from lianfang.vocabulary.layouts import Layout

# Posts rows of a kind with an account's token: the status and what the answer holds.
Post = Callable[[str, str, dict[str, Any]], tuple[int, dict[str, Any]]]

TEXTS = st.sampled_from(("王秀兰", "河东市场", "咳嗽", "1", "G8087", "5车12A", "新民镇", "乘客")) | st.text(max_size=8)
RUBBISH: st.SearchStrategy[Any] = (
    st.sampled_from(
        ("", " ", "1e309", "NaN", "-1", "=1+1", "\x00", "\u202e", "𠮷", "<svg onload=alert(1)>", "../../etc/passwd",
         "'", "2021-02-30", "0000-00-00", "9999-12-31T23:59:59+14:00", "0001-01-01", "9" * 400, "一百零一", "１２",
         "true", 10**30, -(2**63), 1.5e308, 0.1, True, None, [], [""], ["x"] * 3)
    )
    | st.text(max_size=12)
    | st.integers()
    | st.lists(st.text(max_size=5), max_size=3)
)  # fmt: skip
DAYS = st.dates().map(str) | st.sampled_from(("2021-01-03", "2021年1月3日", "1月3日", "2021/1/9", "44211"))
MOMENTS = (
    st.datetimes().map(lambda moment: f"{moment.isoformat()}+08:00")
    | st.sampled_from(("2021-01-05T08:30:00+08:00", "2021-01-08 09:00", "2021-01-09"))
    | DAYS
)
# Few, so that rows speak of one another's subjects.
SUBJECTS = st.integers(1, 4).map(lambda number: f"00000000-0000-4000-8000-{number:012d}")
BY_TYPE: dict[Type, st.SearchStrategy[Any]] = {
    Type.INTEGER: st.integers(0, 200) | st.integers(),
    Type.NUMBER: st.floats(30, 45) | st.floats(allow_nan=False, allow_infinity=False),
    Type.BOOLEAN: st.booleans() | st.sampled_from(("是", "否")),
    Type.DATE: DAYS,
    Type.MOMENT: MOMENTS,
    Type.SUBJECT: SUBJECTS,
    Type.SUBJECTS: st.lists(SUBJECTS, max_size=3),
    Type.FACT: SUBJECTS,
    Type.IDENTITY: st.sampled_from(("230121199003074219", "00012119900307423X", "护照 E12345678", "无")) | TEXTS,
    Type.TELEPHONE: st.sampled_from(("13800138000", "0451-1234567")) | TEXTS,
    Type.FILE: st.sampled_from(("JVBERi0xLjQK", "aGVsbG8=", "====")) | TEXTS,
}


def tokens_by_role(area: str, path: str) -> dict[str, str]:
    """A token for an account of each role in an area, which is at `path`."""
    from lianfang.access.models import Account
    from lianfang.access.session import machine_session
    from lianfang.access.tokens import token_of

    with machine_session():
        return {
            role.name: token_of(
                Account.objects.given(f"fire-{role.name}", None, role.name, area=area, area_path=path),
                "fire",
                timedelta(days=1),
            )[1]
            for role in ROLES
        }


def posted_by(client: Any) -> Post:
    """Posts by a client of Django's tests, which raises what the server's error was."""

    def post(kind: str, token: str, told: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        answer = client.post(
            f"/api/v1/facts/{kind}", json.dumps(told), content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip
        return answer.status_code, answer.json()

    return post


def values(column: Column, places: Mapping[Type, tuple[str, ...]]) -> st.SearchStrategy[Any]:
    """What may stand in a column, mostly what fits it. `places` are the codes of areas and of units."""
    if column.options:
        fitting: st.SearchStrategy[Any] = st.sampled_from([one.name for one in column.options])
    elif column.type in places:
        fitting = st.sampled_from(places[column.type])
    else:
        fitting = BY_TYPE.get(column.type, TEXTS)
    # One in eight, so that a row of many columns is often wholly right.
    return st.integers(0, 7).flatmap(lambda number: RUBBISH if number == 0 else fitting)


def rows(layout: Layout, places: Mapping[Type, tuple[str, ...]]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Up to four rows of a layout: what it requires as a rule, the rest as it comes."""
    columns = {name: (column.required, values(column, places)) for name, _, column in layout.columns()}
    required = {name: one for name, (needed, one) in columns.items() if needed}
    rest = {name: one for name, (needed, one) in columns.items() if not needed}
    whole = st.fixed_dictionaries(required, optional=rest)
    anything = st.dictionaries(st.sampled_from([*columns]) | st.text(max_size=8), RUBBISH, max_size=4)
    return st.lists(whole | whole | whole | anything, min_size=1, max_size=4)


def recorded_by(name: str) -> str | None:
    """The first role that may record every part of a layout, or None where nobody may by hand."""
    parts = [part.name for part in vocabulary.layout(name).parts]
    return next(
        (role.name for role in ROLES if all(rights.relations(role.name, "record", part) for part in parts)), None
    )


def fuzzed(
    post: Post, tokens: Mapping[str, str], places: Mapping[Type, tuple[str, ...]], examples: int, number: int
) -> dict[str, dict[str, int]]:
    """Sends so many lists of rows of each layout and kind; the same `number` gives the same again.

    `tokens` are by role. Answers by layout or kind how many rows were recorded and refused, and how many requests were
    refused whole. Raises AssertionError with the smallest rows to which the answer is wrong.
    """
    told: dict[str, dict[str, int]] = {}
    for name in dict.fromkeys(one.name for one in (*vocabulary.layouts(), *vocabulary.kinds())):
        role = recorded_by(name)
        if role is not None:
            counts: Counter[str] = Counter()
            _asked(post, name, tokens[role], rows(vocabulary.layout(name), places), examples, number, counts)
            told[name] = dict(counts)
    return told


def _asked(
    post: Post, name: str, token: str, drawn: st.SearchStrategy[Any], examples: int, number: int, counts: Counter[str]
) -> None:
    @seed(number)
    @settings(
        max_examples=examples, deadline=None, database=None, phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(drawn)
    def ask(told: list[dict[str, Any]]) -> None:
        # Not drawn: the same request told again would have the answer it had.
        status, answer = post(name, token, {"request_id": str(uuid4()), "rows": told, "disease": "covid19"})
        assert status in (200, 422), f"{status}: {answer}"
        if status == 422:
            counts["requests refused"] += 1
            return
        parts = [answer[part] for part in ("loaded", "unchanged", "corrected", "rejected")]
        assert answer["rows"] == sum(parts) == len(told), answer
        assert len({each["row"] for each in answer["rejections"]}) == answer["rejected"], answer
        counts["recorded"] += answer["rows"] - answer["rejected"]
        counts["refused"] += answer["rejected"]

    ask()

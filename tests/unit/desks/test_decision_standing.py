"""How a decision stands on a day, by its own days, its lifting and the grounds that it rests on."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianfang.desks.decisions.standing import early_end, standing_of

DECIDED = datetime(2021, 1, 10, 4, 0, tzinfo=UTC)
DECISION = {"decision": "isolated", "begins": date(2021, 1, 10), "ends": date(2021, 1, 17)}
DAY_11, DAY_12, BEFORE = DECIDED + timedelta(days=1), DECIDED + timedelta(days=2), DECIDED - timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "early", "state", "ends"),
    [
        (date(2021, 1, 9), None, "not_begun", 17),
        (date(2021, 1, 10), None, "valid", 17),
        (date(2021, 1, 17), None, "valid", 17),
        (date(2021, 1, 18), None, "over", 17),
        (date(2021, 1, 12), date(2021, 1, 12), "ended", 12),
        (date(2021, 1, 20), date(2021, 1, 12), "ended", 12),
        # Released at midnight after the last day is the term, not an early end.
        (date(2021, 1, 18), date(2021, 1, 18), "over", 17),
        # Lifted before it began.
        (date(2021, 1, 9), date(2021, 1, 9), "ended", 9),
    ],
)
def test_a_decision_stands_by_its_days_and_its_early_end(
    today: date, early: date | None, state: str, ends: int
) -> None:
    standing = standing_of(DECISION, early, today)
    assert (standing.state, standing.ends) == (state, date(2021, 1, ends))
    assert standing.begins is not None and standing.begins <= date(2021, 1, ends)


@pytest.mark.parametrize(
    ("contacts", "lifted", "day"),
    [
        ([], [], None),
        ([(None, None)], [], None),
        ([(DAY_11, None)], [], 11),
        # Two grounds: the decision rests on the one that stands, and ends with the last.
        ([(DAY_11, None), (None, None)], [], None),
        ([(DAY_11, None), (None, DAY_12)], [], 12),
        # What had ended before is not what it rests on.
        ([(BEFORE, None)], [], None),
        ([(BEFORE, None), (DAY_12, None)], [], 12),
        ([(None, None)], [date(2021, 1, 13)], 13),
        ([(DAY_11, None)], [date(2021, 1, 13)], 11),
    ],
)
def test_the_early_end_is_the_lifting_or_the_last_ground_whichever_comes_first(
    contacts: list[tuple[datetime | None, datetime | None]], lifted: list[date], day: int | None
) -> None:
    assert early_end(DECIDED, lifted, contacts) == (None if day is None else date(2021, 1, day))


@given(
    st.lists(st.sampled_from([None, BEFORE, DAY_11, DAY_12]), max_size=4),
    st.none() | st.dates(date(2021, 1, 8), date(2021, 1, 20)),
)
def test_one_more_standing_ground_never_ends_a_decision_earlier(
    fell: list[datetime | None], lifting: date | None
) -> None:
    lifted = [lifting] if lifting else []
    contacts = [(each, None) for each in fell]
    assert early_end(DECIDED, lifted, [*contacts, (None, None)]) == lifting

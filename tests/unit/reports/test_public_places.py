"""Places are published, not days of people: two bulletins taken from each other give nobody's way."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lianfang.reports.public_places import PublicPlace, Stay, public_places

DAY = datetime(2021, 1, 9, tzinfo=UTC)
LEAST = 3


def stay(person, place, hour, known, child=False, hours=1):
    begins = DAY + timedelta(hours=hour)
    return Stay(person, place, "", begins, begins + timedelta(hours=hours), date(2021, 1, known), child)


def entries(bulletin):
    return {(one.place, *time) for one in bulletin for time in one.times}


def test_a_bulletin_tells_places_and_parts_of_days():
    stays = [stay("甲", "早市", 7, 10), stay("乙", "早市", 8, 10), stay("丙", "K117次", 11, 10, hours=2)]
    on = date(2021, 1, 9)
    assert public_places(stays, LEAST) == (
        PublicPlace("", "K117次", ((on, "morning"), (on, "afternoon"))),
        PublicPlace("", "早市", ((on, "morning"),)),
    )


def test_what_one_person_adds_to_a_bulletin_has_no_times_and_a_childs_way_is_nowhere():
    first = [stay(who, "早市", 7, 10) for who in "甲乙丙"]
    later = [stay("丁", "书店", 9, 11), stay("丁", "饭馆", 12, 11), stay("戊", "小学", 8, 11, child=True)]
    before, after = public_places(first, LEAST), public_places(first + later, LEAST)
    added = [one for one in after if one not in before]
    assert {one.place for one in added} == {"书店", "饭馆"}
    assert entries(after) - entries(before) == set(), "nothing orders one person's places in time"


_STAYS = st.lists(
    st.builds(stay, st.sampled_from("甲乙丙丁戊"), st.sampled_from(["市场", "书店", "饭馆", "小学"]),
              st.integers(0, 40), st.integers(10, 13), st.booleans()),
    max_size=14,
)  # fmt: skip


@given(_STAYS)
def test_whoever_takes_one_bulletin_from_the_next_is_left_with_several_people(stays):
    for last in range(10, 14):
        before, after = (
            entries(public_places([one for one in stays if one.known <= date(2021, 1, day)], LEAST))
            for day in (last - 1, last)
        )
        added = after - before
        behind = {one.person for one in stays if one.known == date(2021, 1, last) and not one.child}
        assert not added or len(behind) >= LEAST
    told = {one.place for one in public_places(stays, LEAST)}
    assert told == {one.place for one in stays if not one.child}

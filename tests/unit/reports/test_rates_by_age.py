"""The four rates by age: every person once, and the whole as the rates by themselves say it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang import analysis
from lianfang.reports.rates_by_age import FIGURES, rate_lines

# Who is confirmed is well, dead or ill, in hospital or not; who was a contact is infected or not.
person = st.tuples(
    st.one_of(st.none(), st.integers(0, 110)), st.sampled_from(["discharged", "died", "home", "hospital"])
)
contact = st.tuples(st.one_of(st.none(), st.integers(0, 110)), st.booleans())


@settings(max_examples=40, deadline=None)
@given(st.lists(person), st.lists(contact), st.one_of(st.none(), st.integers(200, 10_000)))
def test_each_person_is_in_one_group_and_the_whole_is_all_of_them(cases, contacts, population):
    years = {f"case{place}": age for place, (age, _how) in enumerate(cases)}
    years |= {f"contact{place}": age for place, (age, _infected) in enumerate(contacts)}

    def of(*ways):
        return [f"case{place}" for place, (_age, how) in enumerate(cases) if how in ways]

    behind = {
        "confirmed": of("discharged", "died", "home", "hospital"), "ill": of("home", "hospital"),
        "in_hospital": of("hospital"), "discharged": of("discharged"), "died": of("died"),
        "over": [f"contact{place}" for place in range(len(contacts))],
        "infected": [f"contact{place}" for place, (_age, infected) in enumerate(contacts) if infected],
    }  # fmt: skip
    lines = rate_lines(behind, years, population)
    assert lines[0].whole and lines[0].counted == {name: len(behind[name]) for name in FIGURES}
    for name in FIGURES:
        assert sum(line.counted[name] for line in lines[1:]) == len(behind[name])
    want = analysis.share(len(of("died")), len(cases))
    assert str(lines[0].rates.fatality) == str(want)
    for line in lines[1:]:
        assert line.rates.infection.value != line.rates.infection.value, "of no age group are residents known"
        ages = [years[one] for one in behind["died"] if _in(years[one], line.ages)]
        assert line.counted["died"] == len(ages)


def _in(age, ages):
    if ages is None or age is None:
        return ages is None and age is None
    return ages[0] <= age <= (ages[1] or 200)

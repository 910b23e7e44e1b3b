"""The epidemic curve against plain loops and the calendar; the four rates by hand and by SciPy's intervals."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2

from lianfang import analysis

day = st.dates(date(2019, 12, 1), date(2021, 2, 1))


@given(st.lists(st.one_of(st.none(), day), min_size=1), st.sampled_from(["day", "week"]), st.integers(1, 7))
def test_a_curve_is_that_of_plain_loops(days, step, week_starts):
    known = [one for one in days if one is not None]
    if not known:
        with pytest.raises(ValueError, match="no case has a day"):
            analysis.epidemic_curve(days, step)
        return
    got = analysis.epidemic_curve(days, step, week_starts=week_starts)

    def begin(one):
        return one if step == "day" else one - timedelta(days=(one.isoweekday() - week_starts) % 7)

    want = {}
    at = begin(min(known))
    while at <= max(known):
        want[at] = sum(begin(one) == at for one in known)
        at += timedelta(days=1 if step == "day" else 7)
    assert dict(zip(got.begins.astype(object).tolist(), got.counts.tolist(), strict=True)) == want
    assert got.undated == len(days) - len(known) and got.counts.sum() == len(known)


def test_the_week_is_that_of_iso_and_a_span_may_be_wider_than_its_cases():
    """3 January 2021 is the Sunday of week 53 of 2020, the fourth the Monday of week 1."""
    got = analysis.epidemic_curve([date(2021, 1, 3), date(2021, 1, 4)], "week", last="2021-01-20")
    assert [one.isocalendar()[:2] for one in got.begins.astype(object)] == [(2020, 53), (2021, 1), (2021, 2), (2021, 3)]
    assert got.counts.tolist() == [1, 1, 0, 0]
    with pytest.raises(ValueError, match="before it begins"):
        analysis.epidemic_curve([date(2021, 1, 3)], last="2020-12-01")


def test_the_four_rates_are_as_the_field_means_them():
    """200 confirmed, 50 discharged, 10 dead, 133 of the other 140 in hospital; 4 of 80 contacts infected."""
    told = analysis.four_rates(
        confirmed=200,
        discharged=50,
        died=10,
        in_hospital=133,
        population=400_000,
        contacts_over=80,
        contacts_infected=4,
    )
    for got, part, whole in (
        (told.admission, 133, 140), (told.cure, 50, 200), (told.fatality, 10, 200), (told.among_contacts, 4, 80)
    ):  # fmt: skip
        want = binomtest(part, whole).proportion_ci(0.95, "exact")
        assert (got.value, got.low, got.high) == pytest.approx((part / whole, want.low, want.high))
    assert told.infection.value == 50
    assert told.infection.low == pytest.approx(chi2.ppf(0.025, 400) / 2 / 4)
    assert told.infection.high == pytest.approx(chi2.ppf(0.975, 402) / 2 / 4)


def test_what_has_no_whole_has_no_rate_and_what_cannot_be_is_refused():
    told = analysis.four_rates(confirmed=0, discharged=0, died=0, in_hospital=0)
    assert all(np.isnan(one.value) for one in (told.admission, told.cure, told.fatality, told.infection))
    with pytest.raises(ValueError, match="more than 3 confirmed"):
        analysis.four_rates(confirmed=3, discharged=2, died=2, in_hospital=0)
    with pytest.raises(ValueError, match="died is negative"):
        analysis.four_rates(confirmed=3, discharged=0, died=-1, in_hospital=0)

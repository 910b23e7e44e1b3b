"""The cases of an area by day, as the page of analysis asks for them."""

from datetime import date, timedelta

from lianfang.access.models import Account
from lianfang.desks.moments import start_of
from lianfang.situation import case_series
from lianfang.situation.case_series import CaseDays
from lianfang.situation.models import CaseStatus
from lianfang.situation.queries import cases_of


def case_days(account: Account, path: str, disease: str) -> list[CaseDays]:
    """The days of every case counted in the area of a path that an account may see."""
    return case_series.case_days(cases_of(account), path, disease)


def cases_behind(account: Account, path: str, disease: str, first: date, last: date) -> list[CaseStatus]:
    """The cases of an area first told of on these days, fifty of them at most."""
    begin, end = (start_of(day) for day in (first, last + timedelta(days=1)))
    found = case_series.counted_cases(cases_of(account), path, disease).filter(first__gte=begin, first__lt=end)
    return list(found.order_by("first", "case")[:50])

"""The day's promises on the commander's page: of the disease shown, and each figure opens just its rows."""

import re
from datetime import datetime, timedelta

import pytest

from lianfang.access.session import machine_session
from lianfang.desks.rules import rules_by_promise
from lianfang.situation.models import Duty
from unit.desks.conftest import COUNTY, NOON

pytestmark = pytest.mark.usefixtures("county")

HOUR = timedelta(hours=1)
MIDNIGHT = NOON - 12 * HOUR


def duty(key: str, due: datetime, **more: object) -> Duty:
    rule = rules_by_promise()["isolate"][0]
    told = {"disease": "covid19", "plan": "covid19_2020", "rule": rule, "responsible": COUNTY, "opened": due - HOUR}
    return Duty(key=key, due=due, **(told | more))


def test_a_figure_is_of_the_disease_shown_and_opens_its_rows(signed_in):
    with machine_session():
        Duty.objects.bulk_create(
            [
                duty("overdue", NOON - HOUR),
                duty("overdue-since-days", NOON - 50 * HOUR),
                duty("missed-today", NOON - 3 * HOUR, ends=NOON - HOUR),
                duty("missed-yesterday", MIDNIGHT - 9 * HOUR, ends=MIDNIGHT),
                duty("done", NOON - 2 * HOUR, met=NOON - 3 * HOUR),
                duty("to-come", NOON + HOUR),
                duty("of-another", NOON - HOUR, disease="norovirus"),
            ]
        )
    client = signed_in("commander")
    page = client.get("/commander/?disease=covid19").content.decode()
    row = re.search(r"应隔尽隔</th>(.*?)</tr>", page, re.S)
    assert row is not None
    figures = re.findall(r'href="([^"]+)"[^>]*>([^<]+)</a>', row[1])
    assert [text for _link, text in figures] == ["1", "超期 2", "错过 1"]
    assert "</a> / 4 " in row[1]
    for (link, _text), keys in zip(
        figures, ({"done"}, {"overdue", "overdue-since-days"}, {"missed-today"}), strict=True
    ):
        rows = client.get(link.replace("&amp;", "&")).content.decode()
        assert set(re.findall(r"\?key=([\w-]+)", rows)) == keys, link

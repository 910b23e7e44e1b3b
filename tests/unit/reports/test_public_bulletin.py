"""The bulletin for the public from the ledger: counts as the plan publishes them, places without people."""

from datetime import timedelta
from uuid import uuid4

import pytest

import cast
from lianfang import facts
from lianfang.access.audit import audited
from lianfang.access.models import AuditLine
from lianfang.access.session import machine_session
from lianfang.reports.public_bulletin import document, public_bulletin
from lianfang.reports.render import document_written
from lianfang.situation.touched import table_of_touched
from lianfang.vocabulary import Mistake

pytestmark = pytest.mark.django_db


def test_one_case_is_withheld_and_its_places_have_no_times():
    cast.install()
    visits = [
        {"person": person, "place": cast.STATION, "occurred_from": cast.SUSPECTED - timedelta(hours=hours),
         "occurred_until": cast.SUSPECTED}
        for person, hours in ((cast.CASE_PERSON, 3), (cast.WIFE, 5))
    ]  # fmt: skip
    visits.append({**visits[0], "place": None, "place_name": "李国强家", "occurred_from": cast.SUSPECTED})
    answer = facts.record("visit", visits, cast.recorder("investigator"), "page", uuid4(), cast.NOW)
    assert not answer.rejections, answer.rejections
    with machine_session():
        made = public_bulletin(cast.COUNTY, cast.CONFIRMED.date(), now=cast.NOW, disease=cast.DISEASE)
    assert made.counts == (("new_confirmed", None), ("cumulative_confirmed", None))
    assert {area.code: shown for area, shown in made.parts} == {cast.TOWN: None, cast.OTHER_TOWN: 0}
    assert [(one.place, one.times) for one in made.places] == [("青禾火车站", ())]
    for language, words in (("zh", "不公布"), ("en", "withheld")):
        paper = document_written(document(made, language), "txt", made.at).decode()
        assert words in paper
        assert not any(person["person.name"] in paper for person in cast.PEOPLE)


def test_the_persons_of_a_breach_are_those_whom_the_audit_names():
    cast.install()
    account = cast.account("investigator")
    for action, persons in (("read person", [cast.WIFE]), ("export cases", [cast.WIFE, cast.GUEST])):
        audited(account, action, persons, where="10.0.0.9 GET /cases/")
    audited(account, "read person refused", [cast.OTHER], where="10.0.0.9 GET /cases/")
    with machine_session():
        [moment] = {line.moment for line in AuditLine.objects.filter(action="export cases")}
    since, until = moment - timedelta(hours=1), moment + timedelta(hours=1)
    for asked in ({"account": "investigator"}, {"address": "10.0.0.9"}):
        table = table_of_touched(since, until, **asked)
        assert dict(zip(table["person"], table["lines"], strict=True)) == {cast.WIFE: 2, cast.GUEST: 1}
    assert dict(zip(table["person"], table["name"], strict=True))[cast.GUEST] == "张𠮷"
    with pytest.raises(Mistake, match="no line of commander"):
        table_of_touched(since, until, account="commander")
    with pytest.raises(Mistake, match="whose access"):
        table_of_touched(since, until)

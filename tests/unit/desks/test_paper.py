"""Forms, fields and what was asked twice are counted from what pages recorded."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lianfang import facts
from lianfang.facts.recorder import Recorder

from .conftest import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.tells_again]


def test_what_a_form_tells_again_is_counted_by_day_role_and_column(
    story: Callable[..., Any], signed_in: Callable[..., Client]
) -> None:
    told = story(1)
    case, person = str(told["case"][0]), str(told["person"][0])
    cdc = signed_in("cdc")

    def shown(client: Client = cdc) -> list[tuple[str, int, int, int, dict[str, int]]]:
        lines = client.get(reverse("paper:counted")).context["lines"]
        return [(line.role, line.people, line.forms, line.filled, dict(line.held)) for line, _role, _which in lines]

    # The story is told by no page.
    assert shown() == []
    fill = {"occupation": "教师", "address": "人民路1号", "other_symptoms": "咳嗽、发热", "contacts_told": "2"}
    cdc.post(reverse("investigation:fill", args=[case]), fill)
    # Three kinds of fact in one form; nothing of it was known.
    assert shown() == [("cdc", 1, 1, 5, {})]

    def page_tells(kind: str, row: dict[str, Any], minutes: int, by: str = "cdc", source: str = "page") -> None:
        moment = NOON - timedelta(minutes=minutes)
        answer = facts.record(kind, [row], Recorder(by, "231299", "QH-CDC"), source, uuid4(), moment)
        assert not answer.rejections, answer.rejections

    # The telephone and the address are known, the workplace is not; a symptom is told again, another is new.
    again = {"person.telephone": "13800000000", "person.address": "人民路1号", "person.workplace": "一中"}
    page_tells("people", {"person": person} | again, 30)
    began = {"symptom.occurred_from": "2021-01-01", "symptom.disease": "covid19", "person": person}
    page_tells("symptom", began | {"symptom.symptom": "咳嗽"}, 30)
    page_tells("symptom", began | {"symptom.symptom": "乏力"}, 31)
    # What a file tells costs nobody's hand.
    page_tells("people", {"person": person} | again, 32, source="名册.xlsx")
    held = {"person.telephone": 1, "person.address": 1, "symptom.symptom": 1}
    assert shown(signed_in("commander")) == [("cdc", 1, 3, 10, held)]
    page_tells("people", {"person": person, "person.occupation": "教师"}, 24 * 60, by="town")
    # Found by name and telephone, which no form can spare; that they are told is no field of the form's.
    found = {"person.name": "陈000", "person.telephone": "13800000000", "person.workplace": "一中"}
    page_tells("people", found, 48 * 60)
    assert [line[:4] for line in shown(signed_in("town"))] == [("town", 1, 1, 1)]
    assert shown()[-1] == ("cdc", 1, 1, 1, {"person.workplace": 1})
    assert "联系电话" in cdc.get(reverse("paper:counted") + "?export=csv").content.decode("utf-8-sig")
    assert signed_in("cdc", neighbour=True).get(reverse("paper:counted")).context["lines"] == []

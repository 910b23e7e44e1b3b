"""Names, notes and titles that are HTML or SVG are text on every page, whoever opens it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

import cast
from access.pages import PAGES
from access.test_every_address import text_of
from access.test_every_form import FIRST
from lianfang import facts
from lianfang.situation.outbox import drain

pytestmark = pytest.mark.django_db
MARK = "<svg/onload=alert(1)>"
QUOTED = "\"'><img src=x onerror=alert(1)>"


def _told():
    """The case, its contacts and a task under such names, told after all else of the story."""
    after = cast.NOW + timedelta(minutes=1)
    rows = [
        ("people", {"person": person, "person.name": f"{MARK}{number}", "person.workplace": QUOTED,
                    "person.occurred_from": cast.NOW})
        for number, person in enumerate((cast.CASE_PERSON, *cast.CONTACTS))
    ]  # fmt: skip
    task = {
        "task.number": QUOTED[:20], "task.title": MARK, "task.owner": cast.COMMAND, "task.occurred_from": cast.NOW,
        "task.deadline": cast.NOW + timedelta(hours=3),
    }  # fmt: skip
    for layout, row in [*rows, ("task", task)]:
        answer = facts.record(layout, [row], cast.recorder("commander"), "test", uuid4(), after)
        assert not answer.rejected, answer.rejections
    drain(after)
    return after


def test_no_page_takes_a_name_for_its_own(client_of, story):
    from lianfang.facts import clock

    clock.set_to(_told())
    escaped, wrong = [], []
    for name, page in PAGES.items():
        if page.method != "get" or not page.roles:
            continue
        role = min(page.roles, key=lambda role: (role not in FIRST, role))
        answer = client_of(role).get(reverse(name, kwargs=page.given(story)), page.asked(story))
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        text = text_of(answer)
        if "<svg/onload" in text or "<img src=x" in text:
            wrong.append(name)
        if "&lt;svg/onload" in text:
            escaped.append(name)
    assert wrong == []
    # Where nobody were named nothing would be shown.
    assert {"cdc:cases", "cdc:contacts", "dossier:person", "dossier:case", "tasks:list"} <= set(escaped), escaped

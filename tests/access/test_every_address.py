"""Every address × every role × inside and outside its area, against the table of ``pages``."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

import cast
from access.pages import API, EVERYBODY, LISTS, MANY, OF_LIBRARIES, ONE, OPEN, PAGES, Page
from lianfang.access import roles

pytestmark = pytest.mark.django_db
OURS = [person["person.name"] for person in cast.PEOPLE] + ["QH-1"]


def named(resolver: Any, space: str = "") -> set[str]:
    found: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            found |= named(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            found.add(f"{space}{pattern.name or pattern.pattern}")
    return found


def asked(client: Client, name: str, page: Page, story: dict[str, Any]) -> Any:
    return getattr(client, page.method)(reverse(name, kwargs=page.given(story)), page.asked(story))


def text_of(answer: Any) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def test_every_address_stands_in_the_table_and_no_other():
    there = {name for name in named(get_resolver()) if not name.startswith(OF_LIBRARIES)} | OPEN
    assert there == {*PAGES, *API, *OPEN}
    assert {role.name for role in roles.ROLES} == EVERYBODY


def test_inside_its_area_a_role_opens_its_pages_and_no_other(client_of, story):
    wrong = {}
    for role in sorted(EVERYBODY):
        client = client_of(role)
        for name, page in PAGES.items():
            status = asked(client, name, page, story).status_code
            # An empty form is answered by a page, a way back or a line that says what is missing.
            if (status in (200, 302, 400, 422)) != (role in page.roles) or status not in (200, 302, 400, 404, 422):
                wrong[name, role] = status
    assert wrong == {}


def test_outside_its_area_one_is_not_there_and_lists_show_none_of_ours(client_of, story):
    wrong = {}
    for role in sorted(EVERYBODY):
        client = client_of(role, here=False)
        for name, page in PAGES.items():
            answer = asked(client, name, page, story)
            shown = [mark for mark in OURS if answer.status_code == 200 and mark in text_of(answer)]
            if shown or (page.about == ONE and answer.status_code != 404):
                wrong[name, role] = answer.status_code, shown
    assert wrong == {}


def test_our_people_are_on_the_pages_that_show_people(client_of, story):
    """Without this the tests of what is not shown would pass on empty pages."""
    client = client_of("cdc")
    for name in ("cdc:cases", "cdc:contacts", "dossier:person", "dossier:case", "duties:list"):
        text = text_of(asked(client, name, PAGES[name], story))
        assert any(mark in text for mark in OURS), name


def test_without_sign_in_every_page_leads_to_the_door(story):
    door, wrong = reverse("account_login"), {}
    for name, page in PAGES.items():
        answer = asked(Client(), name, page, story)
        if answer.status_code != 302 or not answer["Location"].startswith(door):
            wrong[name] = answer.status_code
    assert wrong == {}


def test_a_nul_in_any_address_is_no_error(client_of, story):
    client, wrong = client_of("cdc"), {}
    client.raise_request_exception = False
    for name, page in PAGES.items():
        status = client.get(f"{reverse(name, kwargs=page.given(story))}?q=%00&name=%00&page=%00").status_code
        if status != 400:
            wrong[name] = status
    assert wrong == {}


def api_addresses(story: dict[str, Any]) -> dict[str, str]:
    known = reverse("api-v1:facts_known", kwargs={"kind": "person"})
    return {
        "layouts": reverse("api-v1:layouts"),
        "disputes": reverse("api-v1:disputes"),
        "facts": f"{known}?person={story['person']}",
        **{name: reverse("api-v1:listed", kwargs={"name": name}) for name in LISTS},
    }


def test_the_api_opens_by_a_token_and_by_right(token_for, story):
    addresses, wrong = api_addresses(story), {}
    for name, address in addresses.items():
        assert Client().get(address).status_code == 401, name
        assert Client().get(address, headers={"Authorization": "Bearer none"}).status_code == 401, name
    assert Client().post(reverse("api-v1:record", kwargs={"kind": "case"}), {}).status_code == 401
    for role in sorted(EVERYBODY):
        headers = token_for(role)
        for name, allowed in LISTS.items():
            answer = Client().get(addresses[name], headers=headers)
            rows = answer.json().get("count", 0)
            if answer.status_code != (200 if role in allowed else 403) or (role in allowed and not rows):
                wrong[name, role] = answer.status_code, rows
    assert wrong == {}


def test_the_api_lists_none_of_ours_elsewhere(token_for, story):
    addresses, wrong = api_addresses(story), {}
    for role in sorted(EVERYBODY):
        headers = token_for(role, here=False)
        for name in ("facts", *LISTS):
            answer = Client().get(addresses[name], headers=headers)
            text = text_of(answer)
            if any(mark in text for mark in OURS) or (answer.status_code == 200 and answer.json()["rows"]):
                wrong[name, role] = text[:200]
    assert wrong == {}


def test_a_form_of_another_area_names_our_people_in_vain(client_of, story):
    from lianfang.access.session import machine_session
    from lianfang.facts.models import Assignment, Attempt, Notice, Waiver

    commander, cdc = client_of("commander", here=False), client_of("cdc", here=False)
    for client in (commander, cdc):
        for what in ({"to_unit": cast.NEIGHBOUR_COMMAND}, {"what": "waive", "why": "other"}):
            client.post(reverse("duties:act"), {"duty": [story["duty"]], **what})
        for what in ("notice", "attempt"):
            person = {"person": [str(story["person"])], "what": what, "channel": "telephone", "result": "reached"}
            client.post(reverse("cdc:act_on_contacts"), person)
    with machine_session():
        assert [m.__name__ for m in (Assignment, Attempt, Notice, Waiver) if m.objects.exists()] == []


def test_every_page_of_many_is_reached_by_somebody():
    assert all(page.roles for page in PAGES.values() if page.about in (ONE, MANY))

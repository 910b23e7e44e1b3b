"""Beneath the pages: the database shows another county nothing, asked directly or by a page that forgot its filter."""

import sys

import pytest
from django.db import connection
from django.urls import reverse

import cast
from access.pages import EVERYBODY, MANY, PAGES
from lianfang.access.session import machine_session, session_of
from lianfang.situation import queries
from lianfang.situation.models import CaseStatus, Contact, Duty, PersonStatus

pytestmark = pytest.mark.django_db
TABLES = (
    "facts_person", "facts_case", "facts_exposure", "facts_task",
    "situation_personstatus", "situation_casestatus", "situation_contact", "situation_duty", "situation_dutycause",
)  # fmt: skip
ABOUT_PEOPLE = {
    "facts_person": "person", "facts_case": "person", "facts_exposure": "person", "situation_personstatus": "person",
    "situation_casestatus": "person", "situation_contact": "person", "situation_duty": "person",
}  # fmt: skip


def of_ours(table: str) -> int:
    ours = [person["person"] for person in cast.PEOPLE]
    with connection.cursor() as cursor:
        if table in ABOUT_PEOPLE:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {ABOUT_PEOPLE[table]} = ANY(%s::uuid[])", [ours])
        elif table == "situation_dutycause":
            cursor.execute("SELECT count(*) FROM situation_dutycause")
        else:
            cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def test_raw_questions_of_another_area_find_no_row(account_of):
    with machine_session():
        there = {table: of_ours(table) for table in TABLES}
    assert all(there.values()), there
    with session_of(account_of("commander")):
        assert {table: of_ours(table) for table in TABLES} == there
    for role in sorted(EVERYBODY):
        with session_of(account_of(role, here=False)):
            # Causes of duties that its own unit owes are its own.
            seen = {table: of_ours(table) for table in TABLES if table != "situation_dutycause"}
            assert not any(seen.values()), (role, seen)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*) FROM situation_dutycause cause WHERE NOT EXISTS"
                    " (SELECT 1 FROM situation_duty duty WHERE duty.key = cause.duty)"
                )
                assert cursor.fetchone()[0] == 0, role
    # And without a session, nobody.
    assert not any(of_ours(table) for table in TABLES)


def test_every_table_about_people_forces_its_policies(account_of):
    """Found by their columns, so that a new table that forgets them fails here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT class.relname FROM pg_class class"
            " JOIN pg_attribute column_ ON column_.attrelid = class.oid"
            " WHERE class.relnamespace = 'public'::regnamespace AND class.relkind IN ('r', 'p')"
            " AND NOT class.relispartition AND column_.attname IN ('person', 'persons') AND NOT column_.attisdropped"
            " AND NOT (class.relrowsecurity AND class.relforcerowsecurity)"
        )
        assert [table for (table,) in cursor.fetchall()] == []


def test_a_page_that_forgets_its_filter_shows_nothing(client_of, account_of, story, monkeypatch):
    asked = []

    def forgetful(model):
        def everything(account):
            asked.append(model.__name__)
            return model.objects.all()

        return everything

    forgotten = {"duties_of": Duty, "people_of": PersonStatus, "cases_of": CaseStatus, "contacts_of": Contact}
    for name, model in forgotten.items():
        original, replacement = getattr(queries, name), forgetful(model)
        for module in [m for n, m in sys.modules.items() if n.startswith("lianfang.")]:
            if getattr(module, name, None) is original:
                monkeypatch.setattr(module, name, replacement)
    ours = [person["person.name"] for person in cast.PEOPLE]
    for role in ("commander", "cdc", "province"):
        client = client_of(role, here=False)
        for name, page in PAGES.items():
            if page.about == MANY and page.method == "get":
                answer = client.get(reverse(name, kwargs=page.given(story)))
                assert not any(mark in answer.content.decode() for mark in ours), (role, name)
        for name in ("dossier:person", "dossier:case"):
            assert client.get(reverse(name, kwargs=PAGES[name].given(story))).status_code == 404, (role, name)
    assert set(asked) == {"Duty", "PersonStatus", "CaseStatus", "Contact"}

"""Break-the-glass: one person, three hours, one account; told, on record, closed by the clock, and nothing else."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection
from django.test import Client
from django.urls import reverse

import cast
from access.test_the_database_alone import ABOUT_PEOPLE
from lianfang.access.openings import openings_told
from lianfang.access.session import machine_session, session_of
from lianfang.facts import clock

pytestmark = pytest.mark.django_db
WIFE_NUMBER = next(person["person.identity_number"] for person in cast.PEOPLE if person["person"] == cast.WIFE)
ASKED = {"whom": WIFE_NUMBER, "reason": "present", "told": "患者在我院急诊，需查既往检测"}


def seen_by(account: object) -> dict[str, set[str]]:
    """By table the persons of ours whom the web role's plain question finds in this account's session."""
    ours = [person["person"] for person in cast.PEOPLE]
    found = {}
    with session_of(account), connection.cursor() as cursor:  # type: ignore[arg-type]
        for table, column in ABOUT_PEOPLE.items():
            cursor.execute(f"SELECT DISTINCT {column}::text FROM {table} WHERE {column} = ANY(%s::uuid[])", [ours])
            found[table] = {person for (person,) in cursor.fetchall()}
    return found


def test_a_file_outside_opens_with_a_reason_for_one_person_and_one_account(account_of, client_of, story) -> None:
    clinic, address = client_of("fever_clinic", here=False), reverse("dossier:person", args=[cast.WIFE])
    assert clinic.get(address).status_code == 404
    form = reverse("emergency:ask")
    for wrong in ({"told": "x"}, {"reason": "curious"}, {"whom": "12"}):
        assert clinic.post(form, ASKED | wrong).status_code == 422, wrong
    nobody = clinic.post(form, ASKED | {"whom": "00000000-0000-4000-8000-000000000000"})
    assert nobody.status_code == 422 and clinic.get(address).status_code == 404
    answer = clinic.post(form, ASKED)
    assert (answer.status_code, answer["Location"]) == (302, address)
    page = clinic.get(address).content.decode()
    assert "辖区外人员：紧急查档" in page
    assert clinic.get(reverse("dossier:case", args=[cast.CASE])).status_code == 404, "only the one person"
    assert client_of("cdc", here=False).get(address).status_code == 404, "only the one account"
    # The same by plain SQL as the web role: the one person in every table, and nobody else in any.
    for persons in seen_by(account_of("fever_clinic", here=False)).values():
        assert persons <= {cast.WIFE}
    assert seen_by(account_of("fever_clinic", here=False))["facts_person"] == {cast.WIFE}
    assert not any(seen_by(account_of("cdc", here=False)).values())
    # Both commands and both auditors are told with the reason; the auditor sees no name.
    for role, home in (("commander", "commander:today"), ("auditor", "auditing:today")):
        for here in (True, False):
            told = client_of(role, here).get(reverse(home)).content.decode()
            assert ASKED["told"] in told, (role, here)
            assert ("刘桂兰" in told.partition(ASKED["told"])[2].partition("</tr>")[0]) == (
                role == "commander" and here
            )
    with machine_session(), connection.cursor() as cursor:
        cursor.execute("SELECT action, reason FROM access_auditline WHERE name LIKE 'fever%' ORDER BY id")
        kept = cursor.fetchall()
    assert ("break glass", f"present: {ASKED['told']}") in kept and ("read", "present") in kept
    assert ("break glass refused", f"present: {ASKED['told']}") in kept


def test_it_closes_by_the_clock_and_nobody_opens_one_for_longer(account_of, client_of, story) -> None:
    neighbour = account_of("cdc", here=False)
    now = clock.machine_time()
    add = (
        "INSERT INTO access_opening"
        " (account, name, role, area_path, person, person_path, reason, told, opened_at, until)"
        " VALUES (%s, 'cdc', 'cdc', %s, %s, '/', 'tracing', 'told', %s, %s)"
    )

    def opening(account: object, until: object) -> None:
        with session_of(neighbour), connection.cursor() as cursor:
            cursor.execute(add, [account, neighbour.area_path, cast.WIFE, now - timedelta(hours=3), until])

    # Three hours ago: over, although nobody closed it.
    opening(neighbour.pk, now - timedelta(seconds=1))
    assert not any(seen_by(neighbour).values())
    assert client_of("cdc", here=False).get(reverse("dossier:person", args=[cast.WIFE])).status_code == 404
    opening(neighbour.pk, now + timedelta(minutes=5))
    assert seen_by(neighbour)["situation_personstatus"] == {cast.WIFE}
    for account, until in ((neighbour.pk, now + timedelta(hours=4)), (UUID(int=1), now + timedelta(hours=1))):
        with pytest.raises(ProgrammingError, match="row-level security"):
            opening(account, until)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        session_of(neighbour),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE access_opening SET until = until + interval '1 day'")
    with machine_session():
        assert openings_told(account_of("commander"), now + timedelta(days=8)).count() == 0


def test_who_may_not_open_has_no_such_page(client_of, story) -> None:
    for role in ("commander", "grid_worker", "administrator"):
        assert client_of(role, here=False).post(reverse("emergency:ask"), ASKED).status_code == 404
    assert Client().post(reverse("emergency:ask"), ASKED).status_code == 302

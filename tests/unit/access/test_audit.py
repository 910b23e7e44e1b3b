"""The audit stands or falls with what it tells of, nobody rewrites it, and what is broken in it is named."""

import threading
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection, connections, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from lianfang.access import audit
from lianfang.access.middleware import acting_account
from lianfang.access.models import Account
from lianfang.access.session import machine_session, session_of

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
COUNTY = "/CN/230000/230100/230127/"


@pytest.fixture
def zhou() -> Account:
    """Zhou Min of the county's CDC."""
    return Account.objects.given("zhou.min", None, "cdc", area_path=COUNTY)


@pytest.fixture
def he() -> Account:
    """He Jing, who reads the county's audit."""
    return Account.objects.given("he.jing", None, "auditor", area_path=COUNTY)


def lines() -> list[tuple[str, str, list[UUID]]]:
    """Every line: name, action, persons."""
    with machine_session(), connection.cursor() as cursor:
        cursor.execute("SELECT name, action, persons FROM access_auditline ORDER BY id")
        return cursor.fetchall()


def rewritten(*statements: str) -> None:
    """What somebody can do who holds the database: triggers off, policies off, rows changed, all as it was."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE access_auditline NO FORCE ROW LEVEL SECURITY")
        for table in ("access_auditline", "access_auditlink"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        for table in ("access_auditline", "access_auditlink"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("ALTER TABLE access_auditline FORCE ROW LEVEL SECURITY")


def ten_lines(account: Account) -> list[int]:
    """Ids of ten lines."""
    for number in range(10):
        audit.audited(account, f"read person {number}", [uuid4()], "duty", "10.0.0.5")
    with machine_session(), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM access_auditline ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_a_line_says_who_did_what_to_whom(zhou: Account) -> None:
    persons = [uuid4(), uuid4()]
    with session_of(zhou):
        audit.audited(zhou, "export cases", [*persons, persons[0]], "for the meeting", "10.0.0.5 GET /cases")
    assert lines() == [("zhou.min", "export cases", sorted(persons))]
    assert audit.verify() == []


def test_a_line_is_part_of_its_transaction(zhou: Account) -> None:
    with pytest.raises(Http404), session_of(zhou):
        audit.audited(zhou, "read person", [uuid4()])
        raise Http404
    assert lines() == []


def test_a_refused_attempt_is_on_record_though_its_transaction_is_not(zhou: Account) -> None:
    person = uuid4()

    def view(request: HttpRequest) -> HttpResponse:
        with pytest.raises(Http404), transaction.atomic():
            audit.refused(zhou, "read person refused", [person], where=audit.place_of(request))
            raise Http404
        return HttpResponse(status=404)

    request = RequestFactory().get(f"/people/{person}?why=curious")
    request.user = zhou
    assert acting_account(view)(request).status_code == 404
    assert lines() == [("zhou.min", "read person refused", [person])]
    with machine_session(), connection.cursor() as cursor:
        cursor.execute("SELECT place FROM access_auditline")
        assert cursor.fetchone() == (f"127.0.0.1 GET /people/{person}",)


def test_only_who_may_reads_it_and_only_of_the_own_area(zhou: Account, he: Account) -> None:
    other = Account.objects.given("far.away", None, "cdc", area_path="/CN/230000/230100/230128/")
    audit.audited(zhou, "read person")
    audit.audited(other, "read person")
    count = "SELECT array_agg(name ORDER BY id) FROM access_auditline"
    found = {}
    for account in (zhou, he):
        with session_of(account), connection.cursor() as cursor:
            cursor.execute(count)
            found[account.username] = cursor.fetchone()[0]
    assert found == {"zhou.min": None, "he.jing": ["zhou.min"]}


def test_nobody_writes_in_anothers_name(zhou: Account, he: Account) -> None:
    add = (
        "INSERT INTO access_auditline (moment, account, name, role, area_path, action, persons, reason, place)"
        " VALUES (now(), %s, 'he.jing', 'auditor', '/', 'read person', '{}', '', '')"
    )
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        session_of(zhou),
        connection.cursor() as cursor,
    ):
        cursor.execute(add, [he.id])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_auditline SET reason = 'another'",
        "DELETE FROM access_auditline",
        "TRUNCATE access_auditline",
        "UPDATE access_auditlink SET number = 7",
        "DELETE FROM access_auditlink",
        "INSERT INTO access_auditlink VALUES (99, 99, '\\x00')",
        "ALTER TABLE access_auditline DISABLE TRIGGER USER",
        "ALTER TABLE access_auditline NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY access_auditline_seen ON access_auditline",
    ],
)
def test_the_web_role_changes_nothing(zhou: Account, statement: str) -> None:
    ten_lines(zhou)
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        machine_session(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert len(lines()) == 10
    assert audit.verify() == []


def test_the_owner_is_refused_too(zhou: Account) -> None:
    ten_lines(zhou)
    with (
        pytest.raises(ProgrammingError, match="rows are only ever added"),
        transaction.atomic(using="owner"),
        connections["owner"].cursor() as cursor,
    ):
        cursor.execute("DELETE FROM access_auditlink")


def test_what_was_changed_removed_reordered_or_slipped_in_is_named(zhou: Account) -> None:
    ids = ten_lines(zhou)
    assert audit.verify() == []
    row = "(moment, account, name, role, area_path, action, persons, reason, place)"
    cases = {
        f"UPDATE access_auditline SET reason = 'duty' || '!' WHERE id = {ids[3]}": {(4, f"line {ids[3]} was changed")},
        f"UPDATE access_auditline SET persons = '{{}}' WHERE id = {ids[4]}": {
            (4, f"line {ids[3]} was changed"),
            (5, f"line {ids[4]} was changed"),
        },
        f"DELETE FROM access_auditline WHERE id = {ids[6]}": {
            (4, f"line {ids[3]} was changed"),
            (5, f"line {ids[4]} was changed"),
            (7, f"line {ids[6]} was removed"),
        },
    }
    for statement, expected in cases.items():
        rewritten(statement)
        assert {(found.number, found.what.partition(",")[0]) for found in audit.verify()} == expected
    rewritten(f"INSERT INTO access_auditline {row} VALUES (now(), NULL, '', '', '/', 'read', '{{}}', '', '')")
    assert "beside the chain" in audit.verify()[-1].what


def test_links_removed_or_lines_in_each_others_place_are_named(zhou: Account) -> None:
    ids = ten_lines(zhou)
    rewritten(
        f"UPDATE access_auditlink SET line = -1 WHERE line = {ids[0]}",
        f"UPDATE access_auditlink SET line = {ids[0]} WHERE line = {ids[1]}",
        f"UPDATE access_auditlink SET line = {ids[1]} WHERE line = -1",
    )
    assert [found.number for found in audit.verify()] == [1, 2]
    rewritten(f"DELETE FROM access_auditlink WHERE line IN ({ids[7]}, {ids[8]})")
    found = audit.verify()
    assert "links 8 to 9 were removed" in [broken.what for broken in found]


def test_many_at_once_make_one_chain(zhou: Account) -> None:
    def write() -> None:
        for _ in range(25):
            audit.audited(zhou, "read person", [uuid4()])
        connections.close_all()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lines()) == 150
    assert audit.verify() == []


def test_a_long_transaction_does_not_keep_others_waiting(zhou: Account) -> None:
    """The chain's lock is taken at the commit: a load that began with a line holds up nobody."""
    done = threading.Event()

    def write() -> None:
        audit.audited(zhou, "read person")
        done.set()
        connections.close_all()

    with session_of(zhou):
        audit.audited(zhou, "load linelist")
        thread = threading.Thread(target=write)
        thread.start()
        assert done.wait(5)
    thread.join()
    assert [action for _, action, _ in lines()] == ["load linelist", "read person"]
    assert audit.verify() == []


def test_odd_text_stops_no_line(zhou: Account) -> None:
    audit.audited(zhou, "search", reason="a\x00b" + "很" * 5000, where="'; DROP TABLE x")
    assert len(lines()) == 1
    assert audit.verify() == []

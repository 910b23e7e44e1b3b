"""The auditor's desk: what is out of the ordinary first, every line found again, the chain's end to take along."""

from collections.abc import Callable
from uuid import uuid4

from django.db import connection
from django.test import Client

from lianfang.access import anchors
from lianfang.access.models import Account
from lianfang.access.session import machine_session
from unit.desks.conftest import COUNTY

TODAY, LINES = "/auditing/", "/auditing/lines/"


def line(name: str, action: str, persons: list[object], when: str, area: str = COUNTY) -> None:
    """A line as it was added some days ago: `when` is a local time of that day, as `1 day 03:10`."""
    days, _day, time = when.split()
    with machine_session(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_auditline (moment, account, name, role, area_path, action, persons, reason, place)"
            " VALUES (((now() AT TIME ZONE 'Asia/Shanghai')::date - %s::int + %s::time) AT TIME ZONE 'Asia/Shanghai',"
            " %s, %s, 'cdc', %s, %s, %s::uuid[], 'duty', '10.0.0.5 GET /dossier/')",
            [int(days), time, uuid4(), name, area, action, persons],
        )


def page_of(client: Client, address: str, **asked: str) -> str:
    answer = client.get(address, asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_unusual_stands_first_with_its_measure(account: Callable[..., Account], signed_in) -> None:
    account("auditor")
    star = uuid4()
    line("周敏", "read", [star], "2 day 03:10")
    for number in range(6):
        line(f"人{number}", "read", [star], "1 day 09:00")
    for _ in range(100):
        line("忙人", "open telephone", [uuid4()], "1 day 10:00")
    neighbour = uuid4()
    for days in range(1, 6):
        line("常看", "read", [uuid4()], f"{days} day 11:00")
        line("邻居", "read", [neighbour], f"{days} day 11:00")
    line("取走", "export cases", [uuid4() for _ in range(1000)], "1 day 12:00")
    line("少取", "export cases", [uuid4() for _ in range(999)], "1 day 12:00")
    for _ in range(10):
        line("越权", "read case refused", [], "1 day 13:00")
    line("外县", "read", [star], "1 day 02:00", "/CN/230000/231200/231298/")
    page = page_of(signed_in("auditor"), TODAY).partition("最近记录")[0]
    for said in (
        "夜间（23 时至 5 时）打开了 1 人的档案",
        "一人的档案被 7 个账号打开",
        "一天内逐一打开了 100 人的档案",
        "在 5 天里打开过同一人的档案",
        "带走了 1000 人的名单",
        "一天内被拒绝 10 次",
    ):
        assert page.count(said) == 1, said
    assert "999" not in page and "常看" not in page and "外县" not in page


def test_every_line_is_found_by_who_whom_what_and_when_and_looking_is_a_line_too(
    account: Callable[..., Account], signed_in
) -> None:
    account("auditor")
    looked_at = uuid4()
    line("周敏", "read", [looked_at], "3 day 09:00")
    line("周敏", "export cases", [looked_at, uuid4()], "2 day 09:00")
    line("李静", "read case refused", [], "1 day 09:00")
    client = signed_in("auditor")
    assert "查看 人员档案" in page_of(client, LINES) and "带走 病例" in page_of(client, LINES)
    assert "李静" not in page_of(client, LINES, name="周").partition("<table")[2]
    about = page_of(client, LINES, person=str(looked_at)).partition("<table")[2]
    assert about.count("周敏") >= 2 and "李静" not in about
    refused = page_of(client, LINES, action="refused").partition("<table")[2]
    assert "查看 病例（感染者）：被拒绝" in refused and "周敏" not in refused
    assert client.get(LINES, {"person": "x"}).status_code == 400
    assert "查看 审计记录" in page_of(client, LINES, name="auditor")
    assert client.get(LINES, {"export": "csv"}).content.decode("utf-8-sig").count("周敏") == 2


def test_the_anchor_is_a_page_to_print_and_a_line_to_take_along(account: Callable[..., Account], signed_in) -> None:
    account("auditor")
    client = signed_in("auditor")
    page_of(client, LINES)
    with machine_session(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    page = page_of(client, "/auditing/anchor/")
    [made] = anchors.read(client.get("/auditing/anchor/", {"form": "txt"}).content.decode())
    assert "data:image/svg+xml" in page and "lianfang-audit " in page and anchors.against([made]) == []


def test_other_desks_have_no_such_page(signed_in) -> None:
    assert signed_in("cdc").get(TODAY).status_code == 404


def test_a_list_of_names_leaves_one_line_with_all_it_named(story, account: Callable[..., Account], signed_in) -> None:
    told = story(2)
    people = {str(person) for person in [*told["person"], *told["contact"]]}

    def kept() -> list[tuple[str, set[str]]]:
        with machine_session(), connection.cursor() as cursor:
            cursor.execute("SELECT action, persons FROM access_auditline WHERE action LIKE 'list%' ORDER BY id")
            return [(action, {str(person) for person in persons}) for action, persons in cursor.fetchall()]

    cdc = signed_in("cdc")
    page_of(cdc, "/cdc/cases/")
    assert kept() == [("list case_status", {str(person) for person in told["person"]})]
    page_of(cdc, "/cdc/contacts/")
    assert kept()[1][0] == "list contact" and kept()[1][1] == people
    # A page that names nobody leaves none, and a list that goes out has its own line.
    page_of(cdc, "/cdc/cases/", q="nobody")
    assert cdc.get("/cdc/cases/", {"export": "csv"}).status_code == 200 and len(kept()) == 2


def test_of_whom_the_page_itself_tells_the_audit_the_door_does_not_tell_again(story, signed_in) -> None:
    [person, *_others] = story(2)["person"]
    page_of(signed_in("cdc"), f"/dossier/person/{person}/")
    with machine_session(), connection.cursor() as cursor:
        cursor.execute("SELECT action FROM access_auditline WHERE %s = ANY (persons)", [person])
        assert cursor.fetchall() == [("read",)]

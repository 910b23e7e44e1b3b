"""The contacts of a wedding, 8 to 24 January 2021: told, called, sought at home, carried, received, released.

Told as a county's hand-over meeting tells it: who has whom in hand, and whom nobody has. Every duty comes from the
protocol's file.
"""

from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.derive import state
from lianfang.facts import Recorder, transfers
from lianfang.places.tree import install_areas, install_units
from lianfang.situation.models import Contact, Duty
from lianfang.situation.outbox import drain

pytestmark = pytest.mark.django_db

AREAS = (
    ("CN", "中国", "nation", None),
    ("P1", "北方省", "province", "CN"),
    ("C1", "青禾县", "county", "P1"),
    ("T1", "河东镇", "town", "C1"),
    ("V1", "河东村", "village", "T1"),
    ("G1", "河东村一网格", "grid", "V1"),
    ("C2", "石门县", "county", "P1"),
)
UNITS = (
    ("CMD", "command", "县指挥部", "C1"),
    ("CDC", "cdc", "县疾控中心", "C1"),
    ("LAB", "laboratory", "县疾控实验室", "C1"),
    ("ISO", "isolation_site", "集中隔离一点", "C1"),
    ("GA", "police", "县公安局", "C1"),
    ("TOWN", "command", "河东镇指挥部", "T1"),
    ("GRID", "grid", "河东村一网格", "G1"),
    ("SHIMEN", "cdc", "石门县疾控中心", "C2"),
)
HE, SUN, ZHOU, MA = "何某", "孙某", "周某", "马某"


def at(day, time="00:00"):
    """A moment of January 2021 by the clock on the wall."""
    hour, minute = map(int, time.split(":"))
    return datetime(2021, 1, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)


def record(moment, unit, kind, *rows):
    """What a unit records at a moment, and all that follows from it; answers what the ledger said."""
    area = next(area for code, _, _, area in UNITS if code == unit)
    by = Recorder(unit.lower(), area, unit)
    answer = facts.record(kind, rows, by, "page", uuid4(), moment, defaults={"disease": "covid19"})
    drain(moment)
    return answer


def told(moment, unit, kind, *rows):
    """The same, where nothing may be refused."""
    answer = record(moment, unit, kind, *rows)
    assert not answer.rejections, answer.rejections
    return answer


def owed(rule, who):
    """The duties of a rule about somebody, in order of time."""
    with machine_session():
        return list(Duty.objects.filter(rule=rule, person=PEOPLE[who]).order_by("opened"))


def contact(who):
    with machine_session():
        return Contact.objects.get(person=PEOPLE[who])


def called(moment, who, result, channel="call", unit="CDC"):
    row = {"person": PEOPLE[who], "channel": channel, "result": result, "occurred_from": moment}
    told(moment, unit, "attempt", row)


def handed(moment, unit, who, stage, transfer=None, what="person", to="ISO", **more):
    row = {"person": PEOPLE[who], "what": what, "stage": stage, "from_unit": "CDC", "to_unit": to}
    row |= {"transfer": transfer, "occurred_from": moment, **more}
    return record(moment, unit, "transfer", {name: value for name, value in row.items() if value is not None})


PEOPLE: dict[str, str] = {}


@pytest.fixture(autouse=True)
def wedding():
    """Four contacts of one case, judged on 8 January at 20:00; last exposed on 4 January."""
    install_areas([dict(zip(("code", "name", "level", "parent"), row, strict=True)) for row in AREAS])
    install_units([dict(zip(("code", "kind", "name", "area"), row, strict=True)) for row in UNITS])
    case = {"person.name": "陈某", "person.residence": "V1", "case.number": "1", "case.responsible": "V1"}
    case |= {"case.classification": "confirmed", "case.occurred_from": "2021-01-08 18:00", "case.onset": "2021-01-06"}
    told(at(8, "18:30"), "CDC", "linelist", case)
    exposed = {"exposure.case_number": "1", "exposure.grade": "close", "exposure.setting": "婚宴"}
    exposed |= {"exposure.occurred_from": "2021-01-04 11:30", "exposure.last": "2021-01-04 14:00"}
    guests = [{"person.name": name, "person.residence": "G1"} | exposed for name in (HE, SUN, ZHOU, MA)]
    answer = told(at(8, "20:00"), "CDC", "exposures", *guests)
    PEOPLE.clear()
    PEOPLE.update(zip((HE, SUN, ZHOU, MA), map(str, answer.subjects["person"]), strict=True))


def test_one_is_carried_by_the_book_and_is_the_senders_until_the_site_signs():
    called(at(8, "20:40"), HE, "reached")
    told(at(8, "20:45"), "CDC", "notice", {"person": PEOPLE[HE], "about": "isolation", "occurred_from": at(8, "20:45")})
    sent = handed(at(8, "22:00"), "CDC", HE, "sent", vehicle="东L·D0120")
    transfer = str(sent.subjects["transfer"][0])
    with machine_session():
        assert [row["subject"] for row in transfers.between_two_hands(at(8, "23:00"))] == [transfer]
    (carrying,), (answering,) = owed("contact-carried", HE), owed("transfer-answered", HE)
    assert state(carrying, at(8, "23:00")) == "open" and carrying.owed_by != "ISO", "sent is not received"
    assert (answering.owed_by, answering.due) == ("ISO", at(9, "10:00"))
    assert not handed(at(8, "23:10"), "ISO", HE, "received", transfer).rejections
    entry = {"person": PEOPLE[HE], "observation": "central", "stage": "entered", "site": "ISO", "room": "301"}
    told(at(8, "23:20"), "ISO", "observation", entry | {"occurred_from": at(8, "23:20")})
    for rule in ("contact-told", "contact-carried", "contact-isolated"):
        assert [state(duty, at(9)) for duty in owed(rule, HE)] == ["met"], rule
    with machine_session():
        assert transfers.between_two_hands(at(9)) == []
    # The term ends with 18 January, the fourteenth day after the last exposure; released the next morning.
    (release,) = owed("contact-released", HE)
    assert release.opened == at(19)
    out = {"person": PEOPLE[HE], "observation": "central", "stage": "released", "site": "ISO"}
    told(at(19, "08:00"), "ISO", "observation", out | {"occurred_from": at(19, "08:00")})
    assert [state(duty, at(20)) for duty in owed("contact-released", HE)] == ["met"]
    moments = contact(HE)
    chain = (moments.judged, moments.told, moments.called, moments.carried, moments.received, moments.released)
    assert chain == (
        at(8, "20:00"), at(8, "20:45"), at(8, "20:40"), at(8, "22:00"), at(8, "23:20"), at(19, "08:00"),
    )  # fmt: skip


def test_a_second_receipt_a_receipt_after_the_release_and_one_of_the_dead_are_one_line_each():
    transfer = str(handed(at(8, "22:00"), "CDC", HE, "sent").subjects["transfer"][0])
    handed(at(8, "23:10"), "ISO", HE, "received", transfer)
    (again,) = handed(at(9, "08:00"), "ISO", HE, "received", transfer).rejections
    assert "received already, on 2021-01-08 23:10" in again.reason
    late = str(handed(at(9, "09:00"), "CDC", SUN, "sent").subjects["transfer"][0])
    out = {"person": PEOPLE[SUN], "observation": "home", "stage": "released", "occurred_from": at(9, "10:00")}
    told(at(9, "10:00"), "CDC", "observation", out)
    (after,) = handed(at(9, "11:00"), "ISO", SUN, "received", late).rejections
    assert "released on 2021-01-09 10:00" in after.reason
    ill = {"person": PEOPLE[ZHOU], "case.number": "9", "case.classification": "suspected", "case.responsible": "V1"}
    told(at(9, "12:00"), "CDC", "case", ill | {"case.occurred_from": at(9, "12:00")})
    carried = str(handed(at(9, "12:30"), "CDC", ZHOU, "sent", to="CMD").subjects["transfer"][0])
    died = {"person": PEOPLE[ZHOU], "outcome": "died", "occurred_from": at(9, "14:00")}
    told(at(9, "14:10"), "CDC", "outcome", died)
    (dead,) = handed(at(9, "15:00"), "CMD", ZHOU, "received", carried, to="CMD").rejections
    assert "died on 2021-01-09 14:00" in dead.reason
    with machine_session():
        waiting = {row["subject"] for row in transfers.between_two_hands(at(9, "16:00"))}
    assert waiting == {late, carried}, "nothing was recorded by half"


def test_three_calls_in_vain_send_the_grid_and_an_empty_house_the_police():
    for time in ("20:30", "21:00"):
        called(at(8, time), SUN, "no_answer")
    assert owed("contact-visited", SUN) == []
    called(at(9, "08:00"), SUN, "no_answer")
    (visit,) = owed("contact-visited", SUN)
    assert (visit.owed_by, visit.due) == ("GRID", at(10)), "the same day, by the grid"
    called(at(9, "10:00"), SUN, "no_answer", "visit", "GRID")
    (visit,), (search,) = owed("contact-visited", SUN), owed("contact-searched", SUN)
    assert visit.met == at(9, "10:00")
    assert (search.owed_by, search.due, search.met) == ("GA", at(10), None)
    assert contact(SUN).unanswered == 4
    called(at(9, "18:00"), SUN, "reached", "visit", "CMD")
    (search,) = owed("contact-searched", SUN)
    assert search.met == at(9, "18:00") and contact(SUN).unanswered == 0


def test_whoever_refuses_is_told_why_at_the_door_and_stays_on_the_list():
    called(at(8, "20:30"), ZHOU, "refused")
    (persuading,) = owed("contact-persuaded", ZHOU)
    assert (persuading.owed_by, persuading.due) == ("TOWN", at(9))
    assert contact(ZHOU).refused == at(8, "20:30")
    called(at(8, "22:00"), ZHOU, "reached", "visit", "TOWN")
    assert contact(ZHOU).refused is None
    (persuading,) = owed("contact-persuaded", ZHOU)
    assert persuading.met == at(8, "22:00")


def test_whoever_has_left_is_handed_on_and_is_the_senders_until_the_other_county_signs():
    called(at(8, "20:30"), MA, "gone")
    (handing,) = owed("contact-handed-on", MA)
    assert handing.met is None and contact(MA).left == at(8, "20:30")
    sent = handed(at(8, "21:00"), "CDC", MA, "sent", what="responsibility", to="SHIMEN")
    transfer = str(sent.subjects["transfer"][0])
    (handing,), (isolation,) = owed("contact-handed-on", MA), owed("contact-isolated", MA)
    assert handing.met == at(8, "21:00")
    assert isolation.responsible.startswith("/CN/P1/C1/"), "ours until they sign"
    (answering,) = owed("responsibility-answered", MA)
    assert answering.owed_by == "SHIMEN"
    refused = handed(
        at(9, "08:00"), "SHIMEN", MA, "refused", transfer, what="responsibility", to="SHIMEN", note="查无此人"
    )
    assert not refused.rejections
    (isolation,) = owed("contact-isolated", MA)
    assert isolation.responsible.startswith("/CN/P1/C1/"), "refused, so ours still"
    again = str(handed(at(9, "09:00"), "CDC", MA, "sent", what="responsibility", to="SHIMEN").subjects["transfer"][0])
    assert not handed(at(9, "10:00"), "SHIMEN", MA, "received", again, what="responsibility", to="SHIMEN").rejections
    (isolation,) = owed("contact-isolated", MA)
    assert isolation.responsible.startswith("/CN/P1/C2/"), "signed, so theirs, with everything owed"

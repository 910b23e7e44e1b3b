"""A county's layer: proposed by one, signed by two others, in force from its day, and duties change with it."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from lianfang import facts
from lianfang.access.models import Account
from lianfang.access.session import machine_session
from lianfang.facts import clock, known_by
from lianfang.facts.recorder import Recorder
from lianfang.plan import load
from lianfang.plan.shelf import shipped
from lianfang.plan.signing import texts_of
from lianfang.situation import plans
from lianfang.situation.models import CaseStatus, Contact, Duty, DutyCause, HealthCode, PersonStatus, PlanVersion
from lianfang.situation.outbox import drain
from lianfang.situation.refresh import rebuild
from lianfang.situation.tick import tick
from lianfang.situation.writing import key_of, stored

KEPT = (Duty, DutyCause, Contact, PersonStatus, CaseStatus, HealthCode, PlanVersion)
LAYER = """plan: qinghe
stands on: covid19_2020
level: county
name: {zh: 青禾县补充要求, en: Supplement of Qinghe county}
chapters:
  - name: {zh: 来（返）人员, en: Arrivals}
    rules:
      arrival-tested:
        name: {zh: 来（返）人员核酸检测, en: Test of whoever arrives}
        source: {document: 青禾县疫情防控指挥部通告, clause: 第一条, date: 2021-01-10}
        reason: {zh: 邻县出现本土疫情, en: Local cases next door}
        milder: {zh: 仅登记, en: Registering only}
        for: journey
        when: direction is arrival
        owes:
          what: {zh: 到达后12小时内检测, en: A test within 12 hours of arrival}
          by: {kinds: [grid, command, cdc], area: whereabouts}
          within: 12 h
          met by: {fact: test_result, moment: sampled}
          ends: opened + 3 days
        waived for: [moved, died, recorded_in_error]
"""


@pytest.fixture(autouse=True)
def as_shipped():
    """What a test signs is of its own database: no later test may find it in this process."""
    yield
    plans.forget()


@pytest.fixture
def second(county) -> Client:
    """A second commander of the county."""
    area, path = "231299", "/CN/230000/231200/231299/"
    account = Account.objects.given(
        "deputy", "pass-word-1", "commander", name="孙立", area=area, area_path=path, unit="QH-ZHB"
    )
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def proposed(client: Client, text: str = LAYER, begins: str = "2021-01-11") -> str:
    answer = client.post("/plans/propose/", {"text": text, "begins": begins})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def signed(client: Client, address: str, **more: str):
    page = client.get(address).content.decode()
    preview = re.search(r'name="preview" value="([^"]+)"', page)
    answer = client.post(f"{address}sign/", {"preview": preview.group(1) if preview else "", **more})
    drain(clock.now())
    return answer


def arrived(name: str, day: int) -> list[str]:
    """Somebody arrives on a day of January, and what they then owe by the county's own rule or the shipped layer's."""
    at = datetime(2021, 1, day, 6, tzinfo=UTC)
    clock.set_to(at)
    row = {
        "person.name": name, "person.birth": "1980-01-01", "person.residence": "231299001",
        "journey.direction": "arrival", "journey.origin": "230000", "journey.destination": "231299001",
        "journey.occurred_from": at - timedelta(hours=1),
    }  # fmt: skip
    told = facts.record("journeys", [row], Recorder("cdc", "231299", "QH-CDC"), "page", uuid4(), at)
    assert not told.rejections, told.rejections
    drain(at)
    with machine_session():
        return sorted(Duty.objects.filter(person=told.subjects["person"][0]).values_list("rule", flat=True))


def test_a_layer_is_proposed_signed_by_two_and_obliges_from_its_day(story, signed_in, second):
    story(1)
    assert arrived("赵来", 10) == []
    commander, cdc = signed_in("commander"), signed_in("cdc")
    address = proposed(cdc)
    page = commander.get(address).content.decode()
    assert "arrival-tested" in page and "到达后12小时内检测" in page and "集中隔离新增0人、解除0人" in page
    assert "赵来" in page, "the list names who would owe, and how many they are stands above"
    exported = commander.get(f"{address}?list=duties&export=csv").content.decode("utf-8-sig")
    assert "赵来" in exported and "到达后12小时内检测" in exported
    # The CDC proposes and does not sign; the county next door sees none of it.
    assert signed(cdc, address).status_code == 404
    assert signed_in("commander", neighbour=True).get(address).status_code == 404
    assert signed(commander, address).status_code == 302
    assert arrived("钱来", 11) == [], "one signature obliges nobody"
    # The same person signs once, whatever the form says.
    again = signed(commander, address)
    assert again.status_code == 422
    kept = re.search(r'name="preview" value="([^"]+)"', second.get(address).content.decode()).group(1)
    refused = commander.post(f"{address}sign/", {"preview": kept})
    assert refused.status_code == 422 and "第二个签名须由他人签署" in refused.content.decode()
    assert second.post(f"{address}sign/", {"preview": kept + "x"}).status_code == 422
    assert signed(second, address).status_code == 302
    # Its day had come before the second signature: it holds from the day of that.
    with machine_session():
        version = PlanVersion.objects.get()
        both = known_by(clock.now(), ["plan_signature"])["plan_signature"].sort("known_at").to_dicts()
    assert (str(version.begins), version.signers, version.path) == (
        "2021-01-11",
        "commander、孙立",
        "/CN/230000/231200/231299/",
    )
    assert [json.loads(one["preview"])["figures"]["duties"][0] for one in both] == [
        {"change": "gained", "duties": 1, "people": 1}, {"change": "gained", "duties": 2, "people": 2},
    ]  # fmt: skip
    # Who came that day owes since the tick derived anew; who came the day before keeps to what then was.
    assert not Duty.objects.filter(rule="arrival-tested").exists()
    tick(clock.now())
    with machine_session():
        (duty,) = Duty.objects.filter(rule="arrival-tested")
    assert duty.opened >= datetime(2021, 1, 10, 16, tzinfo=UTC)
    assert arrived("孙来", 12) == ["arrival-tested"]
    # What was refreshed person by person is what is derived from the whole ledger.
    tick(clock.now())
    with machine_session():
        refreshed = {model.__name__: stored(model).sort(key_of(model)) for model in KEPT}
        rebuild(clock.now())
        for model in KEPT:
            assert stored(model).sort(key_of(model)).equals(refreshed[model.__name__]), model.__name__
    page = commander.get("/plans/covid19_2020/").content.decode()
    assert "到达后12小时内检测" in page and "孙立" in page and version.digest[:8] in page
    assert (
        "到达后12小时内检测" not in signed_in("commander", neighbour=True).get("/plans/covid19_2020/").content.decode()
    )
    document = commander.get("/plans/covid19_2020/?form=html").content.decode()
    assert "青禾县补充要求" in document
    assert "2021-01-11" in commander.get(address).content.decode(), "the version keeps what its signers saw"


def test_of_a_text_that_two_counties_signed_each_is_told_its_own_version(signed_in):
    plan, _ = load(LAYER, "qinghe.yaml", shipped)
    told = {"plan": plan.id, "layer": "qinghe", "disease": plan.disease, "digest": plan.digest, "texts": texts_of(plan)}
    above = "/CN/230000/231200/"
    with machine_session():
        for area, day, signers in (("231299", 8, "周、孙立"), ("231299", 30, "周、后来"), ("231298", 9, "邻甲、邻乙")):
            PlanVersion.objects.create(
                version=uuid4(), area=area, path=f"{above}{area}/", begins=date(2021, 1, day), signed=clock.now(),
                signers=signers, **told,
            )  # fmt: skip
    own, next_door = signed_in("commander"), signed_in("commander", neighbour=True)
    own_list, list_next_door = (one.get("/plans/").content.decode() for one in (own, next_door))
    assert "周、孙立" in own_list and "邻甲" not in own_list and "后来" not in own_list
    assert "邻甲、邻乙" in list_next_door and "孙立" not in list_next_door
    # Under the text stand the versions signed for here, those to come too; above both counties all of them.
    pages = [one.get("/plans/covid19_2020/").content.decode() for one in (own, next_door, signed_in("prefecture"))]
    seen = [[signers in page for signers in ("周、孙立", "周、后来", "邻甲、邻乙")] for page in pages]
    assert seen == [[True, True, False], [False, False, True], [True, True, True]]


def test_a_layer_on_an_older_edition_is_named_and_proposed_again_on_the_new_one(signed_in):
    text = shipped("covid19_2020")
    start = text.index("  isolation_length:")
    edition = text[:start] + text[start:].replace("value: 14 days", "value: 10 days", 1)
    layer, new = load(LAYER, "qinghe.yaml", shipped)[0], load(edition, "covid19_2020.yaml")[0]
    with machine_session():
        for held, path, begins in ((layer, "/CN/230000/231200/231299/", 5), (new, "/CN/", 8)):
            PlanVersion.objects.create(
                version=uuid4(), plan=held.id, layer=held.layers[-1].id, disease=held.disease, digest=held.digest,
                area="-", path=path, begins=date(2021, 1, begins), signed=datetime(2021, 1, begins, tzinfo=UTC),
                signers="甲、乙", texts=texts_of(held),
            )  # fmt: skip
    commander = signed_in("commander")
    page = commander.get("/plans/").content.decode()
    assert "仍依旧版的层级方案" in page and "2021-01-08" in page and "/plans/propose/?plan=covid19_2020" in page
    assert "仍依旧版的层级方案" not in signed_in("commander", neighbour=True).get("/plans/").content.decode()
    form = commander.get("/plans/propose/?plan=covid19_2020").content.decode()
    assert "qinghe" in form or "青禾县补充要求" in form
    proposed(signed_in("cdc"))
    with machine_session():
        (told,) = known_by(clock.now(), ["plan_proposal"])["plan_proposal"].to_dicts()
    assert new.layers[0].text in [one["text"] for one in json.loads(told["texts"])], "it stands on the new edition"


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (("when: direction is arrival", "when: directon is arrival"), "14:15"),
        (("level: county", "level: town"), "层级"),
        ((LAYER, ""), "粘贴"),
    ],
)
def test_a_text_that_cannot_be_is_told_with_its_place_and_kept(signed_in, edit, said):
    text = LAYER.replace(*edit, 1)
    answer = signed_in("commander").post("/plans/propose/", {"text": text, "begins": "2021-01-11"})
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page
    assert "covid19_2020" in page or not text
    with machine_session():
        assert known_by(clock.now(), ["plan_proposal"])["plan_proposal"].is_empty()


def test_before_a_plan_is_signed_it_says_that_it_is_not_followed_and_why(signed_in):
    """Who signs knows that every fact will take long."""
    commander = signed_in("commander")
    page = commander.get(proposed(commander)).content.decode()
    assert "整体重新推算" not in page
    asks = "when: direction is arrival and exists(reported_count covering origin)"
    page = commander.get(proposed(commander, LAYER.replace("when: direction is arrival", asks))).content.decode()
    assert "每录入一条事实都须整体重新推算" in page and "原因在于：来（返）人员核酸检测。</span>" in page


def test_a_plan_with_a_clause_still_to_be_found_is_not_signed(signed_in, second):
    address = proposed(second, LAYER.replace("clause: 第一条", "clause: to be found", 1))
    client = signed_in("commander")
    page = client.get(address).content.decode()
    assert "待核" in page and "/sign/" not in page
    # Nor by a form of one's own: the ledger's door refuses.
    found = re.search(r'name="preview" value="([^"]+)"', page)
    assert found is None
    row = {
        "subject": address.split("/")[-2], "account": "commander", "signed_by": "周", "preview": "{}",
        "digest": known(address)["digest"], "known": clock.now(), "occurred_from": clock.now(),
    }  # fmt: skip
    by = Recorder("commander", "231299", "QH-ZHB")
    told = facts.record(
        "plan_signature",
        [{f"plan_signature.{name}": value for name, value in row.items()}],
        by,
        "api",
        uuid4(),
        clock.now(),
    )
    assert "is still to be found" in told.rejections[0].reason


def known(address: str) -> dict:
    with machine_session():
        told = known_by(clock.now(), ["plan_proposal"], {"plan": [address.split("/")[-2]]})
    return told["plan_proposal"].row(0, named=True)


def test_the_page_of_a_plan_names_the_units_that_owe_each_day(signed_in):
    """Not the command, which is named for where no such unit is."""
    page = signed_in("commander").get("/plans/covid19_2020/").content.decode()
    (row,) = re.findall(r"<tr[^>]*>(?:(?!</tr>).)*市场和冷库定期采样.*?</tr>", page, re.DOTALL)
    assert "市场 / 冷库" in row and "指挥部" not in row

"""A tube of the wrong person is corrected at the desk, with a reason; what is owed follows the tube."""

import pytest

from unit.desks.conftest import NOON
from unit.desks.isolation_story import close, duties, entered
from unit.desks.test_laboratory_desk import derived, facts_of, people, registered, tubes


@pytest.fixture(autouse=True)
def private_uploads(settings, tmp_path):
    """Uploads of a test lie in a folder of its own."""
    settings.UPLOADS_FOLDER = tmp_path / "uploads"


def corrected(client, number, who, reason="管号贴错", **more):
    [tube] = {s.subject for s in facts_of("specimen") if s.number == number}
    answer = client.post(f"/laboratory/specimens/{tube}/persons/", {"who": who, "reason": reason, **more})
    derived()
    return answer


def persons_of(number):
    """The persons of the latest fact about a tube, and its reason."""
    rows = [s for s in facts_of("specimen") if s.number == number]
    [head] = [s for s in rows if s.id not in {each.supersedes for each in rows}]
    return head.persons, head.reason


def test_what_is_owed_follows_the_tube(signed_in, story):
    right, wrong = close(story(2))
    entered([right, wrong], NOON)
    client = signed_in("laboratory")
    assert registered(client, "HS1,李0010,13900000010", sampled="2021-01-10T11:00").status_code == 302
    derived()
    assert persons_of("HS1") == ([wrong], None)
    assert {duty.person for duty in duties("contact-specimens", met__isnull=False)} == {wrong}
    page = client.get(f"/laboratory/specimens/{facts_of('specimen')[-1].subject}/").content.decode()
    assert 'name="who"' in page and "登记错人" in page
    assert corrected(client, "HS1", "李0000 13900000000").status_code == 302
    assert persons_of("HS1") == ([right], "管号贴错")
    assert {duty.person for duty in duties("contact-specimens", met__isnull=False)} == {right}
    assert {duty.person for duty in duties("contact-specimens", met__isnull=True, opened__lte=NOON)} == {wrong}


@pytest.mark.parametrize(
    ("who", "more", "word"),
    [
        ("王001,13700000001", {"reason": " "}, "原因"),
        ("", {}, "是谁的"),
        ("王000,13700000000", {}, "已在这一管"),
        ("没有人", {}, "没有人"),
        ("王001,13700000001,王002,13700000002", {}, "不止一人"),
        ("000121198503120017", {}, "000121198503120017"),
    ],
)
def test_what_cannot_be_is_one_line_and_keeps_what_was_typed(signed_in, county, who, more, word):
    client = signed_in("laboratory")
    tubes(client, 2)
    before = persons_of("HS0000")
    answer = corrected(client, "HS0000", who, **more)
    assert (
        answer.status_code == 422
        and word in answer.content.decode().split('class="mistake" role="alert">')[1].split("</p>")[0]
    )
    assert f'value="{who}"' in answer.content.decode()
    assert persons_of("HS0000") == before


def test_a_name_alone_asks_whom_it_means(signed_in, county):
    client = signed_in("laboratory")
    tubes(client, 2)
    asked = corrected(client, "HS0000", "王001")
    assert asked.status_code == 422 and "王001 是谁" in asked.content.decode()
    [right], _none = persons_of("HS0001")
    assert corrected(client, "HS0000", "王001", **{"who-1-0": str(right)}).status_code == 302
    assert persons_of("HS0000")[0] == [right]


def test_somebody_new_gets_the_tube_and_one_of_a_pool_leaves_it(signed_in, county):
    client = signed_in("laboratory")
    registered(client, "P1\n" + "\n".join(f"P1,{who}" for who in people(3)), size="5")
    derived()
    held, _none = persons_of("P1")
    assert corrected(client, "P1", "").status_code == 422, "who of the three is wrong was not chosen"
    assert corrected(client, "P1", "", instead=str(held[0])).status_code == 302
    assert persons_of("P1")[0] == held[1:]
    assert corrected(client, "P1", "新来的,13755556666", instead=str(held[1])).status_code == 302
    left, _reason = persons_of("P1")
    assert left[0] == held[2] and left[1] not in held and len(left) == 2


def test_whoever_registered_it_corrects_it_and_another_desk_without_the_right_does_not(signed_in, county):
    mine, lab = signed_in("isolation_site"), signed_in("laboratory")
    assert registered(mine, "HS9,王一,13700000001").status_code == 302
    tubes(lab, 1)
    assert corrected(mine, "HS9", "王二,13700000002").status_code == 302
    assert corrected(mine, "HS0000", "王二,13700000002").status_code == 404
    assert corrected(signed_in("town"), "HS9", "王三,13700000003").status_code == 404

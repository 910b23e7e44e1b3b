"""The laboratory's desk: tubes registered, results typed, loaded, reviewed, corrected; a pool makes nobody positive."""

from datetime import datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from lianfang.access.session import machine_session
from lianfang.facts.disputes import open_disputes
from unit.desks.conftest import NOON

SAMPLED = "2021-01-10T08:00"


@pytest.fixture(autouse=True)
def private_uploads(settings, tmp_path):
    """Uploads of a test lie in a folder of its own."""
    settings.UPLOADS_FOLDER = tmp_path / "uploads"


def facts_of(kind):
    with machine_session():
        return list(apps.get_model("facts", kind).objects.order_by("occurred_from", "id"))


def derived():
    """What follows from what was recorded until now."""
    from lianfang.facts import clock
    from lianfang.situation.outbox import drain

    drain(clock.now())


def duties_of(rule):
    from lianfang.situation.models import Duty

    with machine_session():
        return {duty.person: duty for duty in Duty.objects.filter(rule=rule)}


def registered(client, lines, **more):
    form = {"lines": lines, "category": "person", "size": "1", "sampled": SAMPLED, "confirmed": "yes", **more}
    return client.post("/laboratory/register/", form)


def people(count, start=0):
    return [f"王{n:03d},137{n:08d}" for n in range(start, start + count)]


def tubes(client, count, start=0):
    """So many single tubes of so many new people, registered through the desk."""
    lines = "\n".join(f"HS{n:04d},{who}" for n, who in enumerate(people(count, start), start))
    assert registered(client, lines).status_code == 302
    derived()


def typed(client, number, result, **more):
    [specimen] = [s for s in facts_of("specimen") if s.number == number][-1:]
    subject = str(specimen.subject)
    form = {"specimen": [subject], f"result-{subject}": result, "assay": "nucleic_acid", "tested": "2021-01-10T11:00"}
    return client.post("/laboratory/results/", form | {f"{name}-{subject}": value for name, value in more.items()})


def sent(client, name, content, **more):
    form = {"file": SimpleUploadedFile(name, content), "assay": "nucleic_acid", "round": "1", **more}
    return client.post("/laboratory/files/", form)


def confirmed(client, preview, **more):
    context = preview.context
    return client.post("/laboratory/files/confirm/", {"token": context["token"], **context["said"], **more})


def csv(rows, header="标本编号,检测结果,检测时间"):
    return "\n".join([header, *rows]).encode("utf-8-sig")


def error_of(answer):
    text = answer.content.decode()
    return text[text.index('class="messages"') :].split("</ul>")[0] if 'class="messages"' in text else ""


# --- registering -----------------------------------------------------------------------------------------------------


def test_many_tubes_are_read_shown_and_then_recorded_once(signed_in, story):
    told = story(1)
    client, request = signed_in("laboratory"), str(uuid4())
    lines = "HS1,陈000,13800000000\nHS2,新来的,13711112222\nHS3,000121198503120018"
    shown = registered(client, lines, confirmed="")
    text = shown.content.decode()
    assert shown.status_code == 200 and facts_of("specimen")[-1].number == "S-0000"
    assert text.index("000121198503120018") < text.index("HS1") and "陈000" in text and "登记" in text
    for _again in range(2):
        answer = registered(client, lines, request_id=request)
        assert answer.status_code == 200 and "HS3,000121198503120018" in answer.content.decode()
        assert "HS1,陈000" not in answer.content.decode(), "only what is left stays in the box"
    made = {s.number: s for s in facts_of("specimen") if s.number.startswith("HS")}
    assert set(made) == {"HS1", "HS2"} and len(facts_of("specimen")) == 3
    assert made["HS1"].persons == [told["person"][0]] and made["HS1"].pool == 1
    assert made["HS1"].sampled_by == "QH-LAB" and made["HS1"].disease == "covid19"


def test_a_pool_is_one_specimen_of_its_people(signed_in, county):
    lines = "P1\n" + "\n".join(f"P1,{who}" for who in people(3))
    assert "点名" not in registered(signed_in("laboratory"), lines, size="5").content.decode()
    [pool] = facts_of("specimen")
    assert len(pool.persons) == 3 and pool.pool == 3


@pytest.mark.parametrize(
    ("lines", "size", "word"),
    [
        ("P1,王一,13700000001\nP1,王二,13700000002", "1", "P1"),
        ("P1,王一,13700000001\nP1,王一,13700000001", "5", "王一"),
        ("S-0000,王一,13700000001", "1", "S-0000"),
        ("T1,没有人", "1", "没有人"),
        ("T1,000121198503120017", "1", "000121198503120017"),
        ("T1", "1", "T1"),
    ],
)
def test_what_cannot_be_registered_is_one_line_and_stays_in_the_box(signed_in, story, lines, size, word):
    story(1)
    before = len(facts_of("specimen"))
    answer = registered(signed_in("laboratory"), lines, size=size)
    text = answer.content.decode()
    assert answer.status_code == 422 and len(facts_of("specimen")) == before
    assert "未识别" in text and word in text and lines.splitlines()[0] in text


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("sampled", "soon", "soon"),
        ("sampled", "2031-01-01T00:00", "2031"),
        ("size", "7", "7"),
        ("category", "ghost", "标本对象"),
        ("lines", " ", "扫"),
    ],
)
def test_a_field_that_cannot_be_is_named_and_nothing_is_lost(signed_in, county, field, value, word):
    form = {"lines": "T1,王一,13700000001", field: value}
    answer = registered(signed_in("laboratory"), form.pop("lines"), **form)
    assert answer.status_code == 422 and word in error_of(answer) and facts_of("specimen") == []
    assert field == "lines" or "T1,王一,13700000001" in answer.content.decode()


def test_a_name_alone_is_nobody_until_somebody_chooses(signed_in, story):
    told = story(1)
    client = signed_in("laboratory")
    assert registered(client, "HS1,陈000").status_code == 422
    assert [s.number for s in facts_of("specimen")] == ["S-0000"]
    assert registered(client, "HS1,陈000", **{"who-1-0": str(told["person"][0])}).status_code == 302
    assert facts_of("specimen")[-1].persons == [told["person"][0]]


def test_a_number_of_another_county_is_not_given_twice(signed_in, account, county):
    from lianfang import facts
    from lianfang.facts.recorder import Recorder

    there = {"person.name": "外人", "person.telephone": "13799999999", "person.residence": "231298"}
    row = {**there, "specimen.number": "HS1", "specimen.occurred_from": "2021-01-10 08:00"}
    facts.record("tests", [row], Recorder("x", "231298"), "test", uuid4(), NOON, defaults={"disease": "covid19"})
    derived()
    answer = registered(signed_in("laboratory"), "HS1,王一,13700000001")
    assert answer.status_code == 422 and "其他地方" in answer.content.decode() and "外人" not in answer.content.decode()
    assert len(facts_of("specimen")) == 1


def test_the_same_lines_again_change_nothing(signed_in, county):
    client = signed_in("laboratory")
    tubes(client, 1)
    again = registered(client, "HS0000,王000,13700000000")
    assert len(facts_of("specimen")) == 1 and "HS0000" in again.content.decode()


def test_a_surface_is_registered_without_anybody_and_found_again(signed_in, county):
    client = signed_in("laboratory")
    assert registered(client, "W1, 冷库门把手", category="surface").status_code == 302
    [surface] = facts_of("specimen")
    assert (surface.category, surface.persons, surface.note) == ("surface", None, "冷库门把手")
    page = client.get("/laboratory/find/", {"number": "W1"}, follow=True)
    assert page.status_code == 200 and "冷库门把手" in page.content.decode()


def test_a_town_reads_and_registers_nothing(signed_in, county):
    assert signed_in("town").get("/laboratory/").status_code == 200
    assert signed_in("town").get("/laboratory/register/").status_code == 404
    assert registered(signed_in("town"), "T1,王一,13700000001").status_code == 404
    assert signed_in("administrator").get("/laboratory/").status_code == 404


# --- typing ----------------------------------------------------------------------------------------------------------


def test_only_what_was_typed_or_ticked_is_recorded(signed_in, county):
    client, request = signed_in("laboratory"), str(uuid4())
    tubes(client, 5)
    subjects = [str(s.subject) for s in facts_of("specimen")]
    form = {"specimen": subjects, "assay": "nucleic_acid", "tested": "2021-01-10T11:00", "request_id": request}
    assert client.post("/laboratory/results/", form).status_code == 422 and facts_of("testresult") == []
    form |= {f"result-{subjects[0]}": "preliminary_positive", f"ct_n-{subjects[0]}": "31.2"}
    form |= {"ticked": subjects[:3], "what": "negative"}
    for _again in range(2):
        client.post("/laboratory/results/", form)
    results = {str(r.subject): r for r in facts_of("testresult")}
    assert {s: results[s].result for s in results} == {
        subjects[0]: "preliminary_positive",
        subjects[1]: "negative",
        subjects[2]: "negative",
    }
    assert len(facts_of("testresult")) == 3
    first = results[subjects[0]]
    assert (first.ct_n, first.laboratory, first.round, first.assay) == (31.2, "QH-LAB", 1, "nucleic_acid")


def test_ticked_rows_are_not_negative_by_the_other_button(signed_in, county):
    client = signed_in("laboratory")
    tubes(client, 2)
    subjects = [str(s.subject) for s in facts_of("specimen")]
    form = {"specimen": subjects, "ticked": subjects, "what": "typed", "assay": "nucleic_acid"}
    assert client.post("/laboratory/results/", form).status_code == 422
    assert facts_of("testresult") == []


@pytest.mark.parametrize(
    ("result", "more", "word"),
    [
        ("negative", {"ct_n": "77"}, "77"),
        ("negative", {"ct_orf1ab": "abc"}, "abc"),
        ("", {"ct_n": "30"}, "HS0000"),
        ("ghost", {}, "ghost"),
    ],
)
def test_a_row_that_cannot_be_is_named_by_its_tube_and_keeps_what_was_typed(signed_in, county, result, more, word):
    client = signed_in("laboratory")
    tubes(client, 1)
    answer = typed(client, "HS0000", result, **more)
    assert answer.status_code == 422 and facts_of("testresult") == []
    assert word in error_of(answer) and "HS0000" in error_of(answer)
    assert all(value in answer.content.decode() for value in more.values())


def test_a_result_typed_by_somebody_else_meanwhile_is_not_overwritten(signed_in, county):
    client = signed_in("laboratory")
    tubes(client, 1)
    assert typed(client, "HS0000", "positive").status_code == 302
    answer = typed(client, "HS0000", "negative")
    assert answer.status_code == 422 and [r.result for r in facts_of("testresult")] == ["positive"]


# --- what follows ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("result", ["positive", "preliminary_positive"])
def test_a_positive_pool_makes_nobody_positive_and_owes_each_a_single_sample(signed_in, county, result):
    from lianfang.facts import clock
    from lianfang.situation.models import CaseStatus

    client = signed_in("laboratory")
    registered(client, "\n".join(f"P1,{who}" for who in people(3)), size="10")
    assert typed(client, "P1", result).status_code == 302
    derived()
    [pool] = [s for s in facts_of("specimen") if s.number == "P1"]
    owed = duties_of("pool-positive-resample")
    assert set(owed) == set(pool.persons) and all(duty.met is None for duty in owed.values())
    with machine_session():
        assert CaseStatus.objects.count() == 0
    today = client.get("/laboratory/").content.decode()
    assert "3 / 3" in today and "P1" in today
    page = client.get(f"/laboratory/specimens/{pool.subject}/").content.decode()
    assert "不等于" in page and page.count("单人单管复采") == 3

    # The single sample of one strikes off what was owed of that one and of nobody else; a second pool of another none.
    with machine_session():
        clock.set_to(NOON + timedelta(hours=1))
    name, telephone = people(3)[0].split(",")
    other = people(3)[1]
    registered(client, f"E1,{name},{telephone}", sampled="2021-01-10T12:30")
    lines = f"P2,{other}\nP2,{people(1, 50)[0]}"
    registered(client, lines, size="5", sampled="2021-01-10T12:30")
    derived()
    met = {person for person, duty in duties_of("pool-positive-resample").items() if duty.met}
    [single] = [s for s in facts_of("specimen") if s.number == "E1"]
    assert met == set(single.persons)
    assert "2 / 3" in client.get("/laboratory/").content.decode()


def test_a_preliminary_positive_waits_until_another_round_or_laboratory_says(signed_in, county):
    client, cdc = signed_in("laboratory"), signed_in("cdc")
    tubes(client, 2)
    for number in ("HS0000", "HS0001"):
        typed(client, number, "preliminary_positive", ct_n="33")
    review = client.get("/laboratory/rows/", {"what": "review"}).content.decode()
    assert "HS0000" in review and "HS0001" in review
    assert "HS0000" not in client.get("/laboratory/rows/", {"what": "positive"}).content.decode()
    first, second = (str(s.subject) for s in facts_of("specimen"))
    form = {"result": "positive", "assay": "nucleic_acid", "round": "2", "tested": "2021-01-10T11:30"}
    assert client.post(f"/laboratory/specimens/{first}/result/", form).status_code == 302
    form |= {"result": "negative", "round": "1"}
    assert cdc.post(f"/laboratory/specimens/{second}/result/", form).status_code == 302
    review = client.get("/laboratory/rows/", {"what": "review"}).content.decode()
    assert "HS0000" not in review and "HS0001" not in review
    assert [r.supersedes for r in facts_of("testresult")] == [None] * 4, "a review corrects nothing"
    positive = client.get("/laboratory/rows/", {"what": "positive"}).content.decode()
    assert "HS0000" in positive and "HS0001" not in positive


def test_the_same_round_is_corrected_with_a_reason_and_not_told_again(signed_in, county):
    client = signed_in("laboratory")
    tubes(client, 1)
    typed(client, "HS0000", "positive", ct_n="30")
    [before] = facts_of("testresult")
    page = f"/laboratory/specimens/{before.subject}/"
    again = client.post(f"{page}result/", {"result": "negative", "assay": "nucleic_acid", "round": "1"})
    assert again.status_code == 422 and len(facts_of("testresult")) == 1
    form = {"fact": str(before.id), "result": "negative", "ct_n": "38"}
    refused = client.post(f"{page}correct/", form)
    assert refused.status_code == 422 and "38" in refused.content.decode() and len(facts_of("testresult")) == 1
    assert client.post(f"{page}correct/", form | {"reason": "孔位看错"}).status_code == 302
    after = next(r for r in facts_of("testresult") if r.supersedes)
    assert (after.supersedes, after.result, after.ct_n, after.reason) == (before.id, "negative", 38, "孔位看错")
    assert "孔位看错" in client.get(page).content.decode()


@pytest.mark.tells_again
def test_a_page_opened_before_a_correction_corrects_what_stands_now(signed_in, county):
    """The second of two who correct at once is kept upon the first, and not refused."""
    client = signed_in("laboratory")
    tubes(client, 1)
    typed(client, "HS0000", "positive", ct_n="30")
    [before] = facts_of("testresult")
    correct = f"/laboratory/specimens/{before.subject}/correct/"
    first = {"fact": str(before.id), "result": "negative", "ct_n": "38", "reason": "孔位看错"}
    second = {"fact": str(before.id), "result": "negative", "ct_n": "39", "reason": "再看一遍"}
    assert [client.post(correct, form).status_code for form in (first, second)] == [302, 302]
    thread = {r.supersedes: r for r in facts_of("testresult")}
    assert [r.ct_n for r in (thread[None], thread[before.id], thread[thread[before.id].id])] == [30, 38, 39]
    with machine_session():
        [dispute] = open_disputes()
    assert (dispute.seen, dispute.columns) == (before.id, ("ct_n",))


def test_a_result_of_the_wrong_tube_is_withdrawn_and_the_tube_waits_again(signed_in, county):
    client = signed_in("laboratory")
    tubes(client, 1)
    typed(client, "HS0000", "positive")
    [before] = facts_of("testresult")
    form = {"fact": str(before.id), "withdrawn": "yes", "reason": "管号录错"}
    assert client.post(f"/laboratory/specimens/{before.subject}/correct/", form).status_code == 302
    assert "HS0000" in client.get("/laboratory/rows/", {"what": "waiting"}).content.decode()


def test_who_may_not_correct_does_not(signed_in, county):
    tubes(signed_in("laboratory"), 1)
    typed(signed_in("laboratory"), "HS0000", "positive")
    [before] = facts_of("testresult")
    form = {"fact": str(before.id), "result": "negative", "reason": "x"}
    for role in ("town", "commander", "grid_worker"):
        assert signed_in(role).post(f"/laboratory/specimens/{before.subject}/correct/", form).status_code == 404
    assert len(facts_of("testresult")) == 1


def test_a_neighbour_finds_no_specimen_of_ours(signed_in, county):
    tubes(signed_in("laboratory"), 1)
    [ours] = facts_of("specimen")
    neighbour = signed_in("laboratory", neighbour=True)
    assert neighbour.get(f"/laboratory/specimens/{ours.subject}/").status_code == 404
    assert neighbour.get("/laboratory/find/", {"number": "HS0000"}).status_code == 404
    for page in ("/laboratory/", "/laboratory/rows/?what=waiting", "/laboratory/results/"):
        assert "HS0000" not in neighbour.get(page).content.decode()
    form = {"result": "positive", "assay": "nucleic_acid", "round": "1"}
    assert neighbour.post(f"/laboratory/specimens/{ours.subject}/result/", form).status_code == 404
    assert facts_of("testresult") == []


# --- files -----------------------------------------------------------------------------------------------------------


def test_a_file_is_shown_first_and_matches_its_tubes_by_itself(signed_in, county):
    client, request = signed_in("laboratory"), str(uuid4())
    tubes(client, 3)
    content = csv(["HS0000,阴性,2021-01-10 11:00", "HS0001,初筛阳性,2021-01-10 11:00", "HS0002,阴性,2021-01-10 11:00"])
    preview = sent(client, "结果.csv", content)
    assert preview.status_code == 200 and facts_of("testresult") == []
    assert preview.context["answer"].loaded == 3
    for _again in range(2):
        assert confirmed(client, preview, request_id=request).status_code == 302
    results = facts_of("testresult")
    assert len(results) == 3 and {r.laboratory for r in results} == {"QH-LAB"}
    assert {(r.assay, r.round, r.area) for r in results} == {("nucleic_acid", 1, "231299")}
    again = sent(client, "结果.csv", content).context["answer"]
    assert (again.unchanged, again.loaded, again.corrected) == (3, 0, 0)


def test_what_matches_nothing_is_one_short_list_mended_in_place(signed_in, county):
    client = signed_in("laboratory")
    tubes(client, 3)
    rows = ["HS0000,阴性,2021-01-10 11:00", "HS9999,阴性,2021-01-10 11:00", "HS8888,阳性,2021-01-10 11:00"]
    rest = confirmed(client, sent(client, "结果.csv", csv(rows)))
    page = client.get(rest["Location"])
    assert len(facts_of("testresult")) == 1 and page.status_code == 200
    assert [each["value"] for _place, each, *_ in page.context["listed"]] == ["HS9999", "HS8888"]
    assert [each["row"] for _place, each, *_ in page.context["listed"]] == [3, 4]
    assert "结果-rest.csv" in client.get("/laboratory/").content.decode(), "the list waits on the first page"
    download = client.get(rest["Location"], {"export": "csv"})
    assert b"HS9999" in download.content
    assert client.post(f"{rest['Location']}mend/", {}).status_code == 422
    left = client.post(f"{rest['Location']}mend/", {"mend-0": "HS0001", "mend-1": "HS7777"})
    page = client.get(left["Location"])
    [(_place, each, *_)] = page.context["listed"]
    assert (each["row"], each["value"]) == (4, "HS7777") and len(facts_of("testresult")) == 2
    done = client.post(f"{left['Location']}mend/", {"mend-0": "HS0002"})
    assert done["Location"] == "/laboratory/files/"
    assert sorted(r.result for r in facts_of("testresult")) == ["negative", "negative", "positive"]
    assert "结果-rest.csv" not in client.get("/laboratory/").content.decode()


def test_a_list_can_be_dropped_and_is_nobody_elses(signed_in, county):
    client = signed_in("laboratory")
    rest = confirmed(client, sent(client, "a.csv", csv(["HS9,阴性,2021-01-10 11:00"])))["Location"]
    for other in (signed_in("cdc"), signed_in("laboratory", neighbour=True)):
        assert other.get(rest).status_code == 404
        assert other.post(f"{rest}mend/", {"mend-0": "HS1"}).status_code == 404
    client.post(f"{rest}mend/", {"what": "drop"})
    assert client.get(rest)["Location"] == "/laboratory/files/"


def test_no_row_of_a_file_registers_a_tube(signed_in, county):
    client = signed_in("laboratory")
    content = csv(["HS1,阳性,2021-01-10 11:00,2021-01-10 08:00"], header="标本编号,检测结果,检测时间,采样时间")
    preview = sent(client, "a.csv", content)
    assert preview.context["answer"].rejected == 1
    confirmed(client, preview)
    assert facts_of("specimen") == [] and facts_of("testresult") == []


def test_a_file_without_the_time_is_kept_and_asks_for_it(signed_in, county):
    client = signed_in("laboratory")
    tubes(client, 1)
    asked = sent(client, "a.csv", csv(["HS0000,阴性"], header="标本编号,检测结果"))
    assert asked.status_code == 422 and "检测时间" in error_of(asked)
    form = {"token": asked.context["token"], "assay": "nucleic_acid", "round": "1", "tested": "2021-01-10T11:00"}
    preview = client.post("/laboratory/files/", form)
    assert preview.status_code == 200
    confirmed(client, preview)
    [result] = facts_of("testresult")
    assert result.occurred_from == datetime.fromisoformat("2021-01-10T11:00+08:00")


def test_workbooks_are_read_as_well(signed_in, county):
    import xlsxwriter

    client = signed_in("laboratory")
    tubes(client, 1)
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["青禾县核酸检测结果"])
    sheet.write_row(1, 0, ["标本编号", "结果", "N", "检测时间"])
    sheet.write_row(2, 0, ["HS0000", "阳性", 31.5, "2021-01-10 11:00"])
    book.close()
    confirmed(client, sent(client, "a.xlsx", buffer.getvalue()))
    [result] = facts_of("testresult")
    assert (result.result, result.ct_n) == ("positive", 31.5)


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.pdf", b"%PDF", "a.pdf"),
        ("a.xlsx", b"no workbook", "a.xlsx"),
        ("a.csv", b"", "a.csv"),
        ("a.csv", "姓名,年龄\n王一,30\n".encode(), "检测结果"),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_line(signed_in, county, settings, name, content, word):
    answer = sent(signed_in("laboratory"), name, content)
    assert answer.status_code == 422 and word in error_of(answer)
    assert str(settings.UPLOADS_FOLDER) not in answer.content.decode() and "--" not in error_of(answer)


def test_no_file_a_wrong_round_and_a_strangers_token_are_refused(signed_in, county):
    client = signed_in("laboratory")
    assert client.post("/laboratory/files/", {"assay": "nucleic_acid", "round": "1"}).status_code == 422
    wrong = sent(client, "a.csv", csv([]), round="12")
    assert wrong.status_code == 422 and "12" in error_of(wrong)
    assert client.post("/laboratory/files/confirm/", {"token": "../../etc/passwd"}).status_code == 404
    assert client.get("/laboratory/files/confirm/").status_code == 405


def test_a_file_that_says_otherwise_is_a_correction_and_is_shown_as_one(signed_in, county):
    client = signed_in("laboratory")
    tubes(client, 1)
    typed(client, "HS0000", "preliminary_positive")
    content = csv(["HS0000,阳性,2021-01-10 11:00"])
    first = sent(client, "a.csv", content)
    assert first.context["answer"].corrected == 1 and "初筛阳性" in first.content.decode()
    review = sent(client, "a.csv", content, round="2")
    assert review.context["answer"].loaded == 1
    asked = confirmed(client, first, corrects="yes")
    assert asked.status_code == 422 and "原因" in error_of(asked) and len(facts_of("testresult")) == 1
    assert confirmed(client, first, corrects="yes", reason="初筛录错").status_code == 302
    [told] = [r for r in facts_of("testresult") if r.supersedes]
    assert (told.result, told.reason) == ("positive", "初筛录错")


def test_a_reason_given_with_a_file_is_that_of_its_corrections_alone(signed_in, county):
    client = signed_in("laboratory")
    tubes(client, 2)
    typed(client, "HS0000", "preliminary_positive")
    content = csv(["HS0000,阴性,2021-01-10 11:00", "HS0001,阴性,2021-01-10 11:00"])
    confirmed(client, sent(client, "a.csv", content), corrects="yes", reason="初筛录错")
    assert {(r.reason, r.supersedes is None) for r in facts_of("testresult")} == {(None, True), ("初筛录错", False)}


def test_who_may_not_correct_loads_no_corrections(signed_in, account, county):
    from lianfang.access.models import Account

    tubes(signed_in("laboratory"), 1)
    typed(signed_in("laboratory"), "HS0000", "negative")
    where = {"area": "231299", "area_path": "/CN/230000/231200/231299/", "unit": "QH-LAB"}
    Account.objects.given("checkpoint", "pass-word-1", "checkpoint", name="checkpoint", **where)
    from django.test import Client

    client = Client()
    client.force_login(Account.objects.get(username="checkpoint"), backend="django.contrib.auth.backends.ModelBackend")
    answer = confirmed(client, sent(client, "a.csv", csv(["HS0000,阳性,2021-01-10 11:00"])), reason="x")
    assert answer.status_code == 400 and [r.result for r in facts_of("testresult")] == ["negative"]


# --- the first page --------------------------------------------------------------------------------------------------


def queries_of(client, page):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(page)
    assert answer.status_code == 200
    return answer.content.decode(), len(queries)


@pytest.mark.parametrize("what", ["waiting", "sampled", "persons", "tested", "positive", "review"])
def test_queries_do_not_grow_with_rows(signed_in, county, what):
    client = signed_in("laboratory")
    found = []
    for start in (0, 10):
        tubes(client, 10, start)
        if what in ("tested", "positive", "review"):
            for n in range(start, start + 10):
                typed(client, f"HS{n:04d}", "preliminary_positive" if what == "review" else "positive")
        text, queries = queries_of(client, f"/laboratory/rows/?what={what}&day=2021-01-10")
        assert all(f"HS{n:04d}" in text for n in range(start + 10))
        found.append(queries)
    assert found[0] == found[1]


def test_queries_of_the_grid_and_of_a_pool_do_not_grow(signed_in, county):
    client = signed_in("laboratory")
    counts = []
    for size in (10, 20):
        lines = "\n".join(f"P{size},{who}" for who in people(size, size * 10))
        registered(client, lines, size="20")
        tubes(client, 10, size)
        derived()
        subject = next(s.subject for s in facts_of("specimen") if s.number == f"P{size}")
        counts.append([queries_of(client, page)[1] for page in ("/laboratory/results/", "/laboratory/")])
        counts[-1].append(queries_of(client, f"/laboratory/specimens/{subject}/")[1])
    assert counts[0] == counts[1]


def test_figures_open_the_very_rows_they_count_and_export_them(signed_in, county):
    client = signed_in("laboratory")
    tubes(client, 3)
    registered(client, "\n".join(f"P1,{who}" for who in people(2, 30)), size="5")
    typed(client, "HS0000", "negative")
    page = client.get("/laboratory/")
    [(_title, _lab, cells), (_own, _unit, own)] = page.context["figures"]
    assert dict(cells) == {"sampled": 4, "persons": 5, "tested": 1, "positive": 0, "preliminary": 0}
    assert dict(own)["tested"] == 1
    for what, count in cells:
        rows = client.get("/laboratory/rows/", {"what": what, "day": "2021-01-10"})
        assert rows.context["shown"].paginator.count == count
    export = client.get("/laboratory/rows/", {"what": "sampled", "day": "2021-01-10", "export": "csv"})
    lines = export.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("标本编号,姓名,采样时间") and len(lines) == 6, "a row for each person of each tube"
    assert client.get("/laboratory/rows/", {"what": "ghosts"}).status_code == 404


def test_as_of_a_moment_before_nothing_waited(signed_in, county):
    client = signed_in("laboratory")
    tubes(client, 1)
    assert "HS0000" not in client.get("/laboratory/", {"as-of": "2021-01-09T10:00"}).content.decode()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "page",
    ["", "register/", "results/", "files/", "find/", "find/?number=X", "rows/?what=pools", "rows/?what=review"],
)
def test_each_page_opens_with_nothing_in_both_languages(signed_in, county, language, page):
    client = signed_in("laboratory")
    client.cookies["django_language"] = language
    answer = client.get(f"/laboratory/{page}")
    assert answer.status_code in (200, 404) and (answer.status_code == 200 or "?number=X" in page)
    assert "{{" not in answer.content.decode() and "{%" not in answer.content.decode()


def test_the_day_is_signed_from_the_first_page(signed_in, county):
    from lianfang import facts
    from lianfang.facts.recorder import Recorder

    row = {
        "declaration.declared": "231299", "declaration.about": "response", "declaration.level": "response_1",
        "declaration.number": "1", "declaration.signer": "x", "declaration.occurred_from": "2021-01-02 00:00",
    }  # fmt: skip
    facts.record("declaration", [row], Recorder("c", "231299"), "test", uuid4(), NOON, defaults={"disease": "covid19"})
    derived()
    client = signed_in("laboratory")
    assert "签报" in client.get("/laboratory/").content.decode()
    client.post("/areas/sign-offs/sign/", {"day": "2021-01-09", "disease": "covid19"})
    assert "签报 1月9日" not in client.get("/laboratory/").content.decode()

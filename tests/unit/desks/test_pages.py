"""Every page opens for whom it is meant, shows what was recorded, and is not there for others."""

import pytest

PAGES = {
    "commander": [
        "/commander/",
        "/duties/",
        "/areas/sign-offs/",
        "/tasks/",
        "/plans/",
        "/cdc/cases/",
        "/cdc/contacts/",
    ],
    "cdc": ["/cdc/", "/cdc/cases/", "/cdc/contacts/", "/duties/", "/tasks/", "/areas/sign-offs/", "/plans/"],
    "town": ["/areas/", "/duties/", "/areas/sign-offs/", "/tasks/", "/plans/"],
    "prefecture": ["/areas/", "/areas/sign-offs/", "/duties/", "/cdc/cases/", "/tasks/"],
    "province": ["/areas/", "/areas/sign-offs/", "/duties/", "/cdc/cases/", "/tasks/"],
}
EACH = [(role, page) for role, pages in PAGES.items() for page in pages]


@pytest.mark.parametrize(("role", "page"), EACH)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_page_opens_with_something_and_with_nothing(signed_in, county, role, page, language):
    client = signed_in(role)
    client.cookies["django_language"] = language
    assert client.get(page).status_code == 200


@pytest.mark.parametrize(("role", "page"), EACH)
def test_each_page_opens_with_cases(signed_in, story, role, page):
    story(3)
    answer = signed_in(role).get(page)
    assert answer.status_code == 200
    assert "{{" not in answer.content.decode() and "{%" not in answer.content.decode()


def test_the_line_list_shows_the_cases_and_their_neighbour_sees_none(signed_in, story):
    story(2)
    assert "陈001" in signed_in("cdc").get("/cdc/cases/").content.decode()
    neighbour = signed_in("commander", neighbour=True).get("/cdc/cases/")
    assert neighbour.status_code == 200 and "陈001" not in neighbour.content.decode()


@pytest.mark.parametrize("page", ["/cdc/cases/", "/commander/", "/duties/", "/tasks/"])
def test_who_has_no_right_finds_no_page(signed_in, page):
    answer = signed_in("administrator").get(page)
    assert answer.status_code == 404 and "无此页" in answer.content.decode()


def test_dossier_pages(signed_in, story):
    told = story(2)
    client = signed_in("cdc")
    case = client.get(f"/dossier/case/{told['case'][0]}/")
    assert case.status_code == 200
    text = case.content.decode()
    assert "陈000" in text and "S-0000" in text and "婚宴" in text
    person = client.get(f"/dossier/person/{told['contact'][0]}/")
    assert person.status_code == 200 and "李0000" in person.content.decode()
    assert client.get("/dossier/place/QH-CDC/").status_code == 200


def test_a_neighbour_finds_no_dossier(signed_in, story):
    told = story(1)
    client = signed_in("commander", neighbour=True)
    assert client.get(f"/dossier/case/{told['case'][0]}/").status_code == 404
    assert client.get(f"/dossier/person/{told['person'][0]}/").status_code == 404
    assert client.get("/dossier/place/HD-ZHB/").status_code == 404


def test_every_duty_has_its_page(signed_in, story):
    from lianfang.access.session import machine_session
    from lianfang.situation.models import Duty

    story(1)
    with machine_session():
        keys = list(Duty.objects.values_list("key", flat=True))
    assert keys
    client = signed_in("cdc")
    for key in keys[:12]:
        answer = client.get("/dossier/duty/", {"key": key})
        assert answer.status_code == 200, answer.content.decode()[-900:]


def test_figures_open_their_rows(signed_in, story):
    story(3)
    client = signed_in("commander")
    page = client.get("/commander/").content.decode()
    assert "figure=new_confirmed&amp;day=2021-01-09" in page
    rows = client.get("/commander/rows/", {"figure": "new_confirmed", "day": "2021-01-09", "disease": "covid19"})
    text = rows.content.decode()
    assert rows.status_code == 200 and all(f"陈00{number}" in text for number in range(3))
    assert client.get("/commander/rows/", {"figure": "new_nonsense"}).status_code == 404


@pytest.mark.parametrize("address", ["/commander/", "/sessions/"])
@pytest.mark.parametrize("day", ["yesterday", "2021-02-30", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_refused_in_one_line(signed_in, county, address, day):
    answer = signed_in("commander").get(address, {"as-of": day})
    assert answer.status_code == 400 and (day in answer.content.decode() or day.startswith("9999"))


def test_as_of_shows_what_was_known_then(signed_in, story):
    story(2)
    before = signed_in("commander").get("/commander/", {"as-of": "2021-01-09T10:00"})
    told = before.content.decode()
    assert before.status_code == 200 and "figure=cumulative_confirmed" in told
    assert ">2</a>" not in told and "陈00" not in told

"""The main job of each desk of command, walked in a browser: at a desk and on a phone, in both languages."""

import pytest

from browser.waiting import assert_all_fit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = {
    "commander": ["/commander/", "/duties/", "/areas/sign-offs/", "/tasks/", "/plans/", "/plans/covid19_2020/"],
    "cdc": ["/cdc/", "/cdc/cases/", "/cdc/contacts/"],
    "town": ["/areas/"],
}


def test_no_page_is_wider_than_its_screen_in_either_language(signed_in):
    for role, pages in PAGES.items():
        assert_all_fit(signed_in, role, pages)


def test_the_commander_goes_from_a_figure_to_a_case(signed_in):
    page = signed_in("commander")
    page.wait_for_url("**/commander/")
    page.locator("tr", has_text="确诊病例").get_by_role("link", name="3").first.click()
    page.get_by_role("link", name="QH-001").click()
    page.wait_for_selector("h1:has-text('陈001')")


def test_cdc_tells_the_contacts_and_the_chain_moves_on(signed_in):
    page = signed_in("cdc")
    page.goto("/cdc/contacts/?grade=close&stage=judged")
    assert page.locator("input[name=person]").count() == 3
    button = page.get_by_role("button", name="已告知隔离")
    assert button.is_disabled()
    page.locator("[data-tick-all]").check()
    assert page.locator("[data-ticked]").inner_text() == "3"
    button.click()
    page.wait_for_selector(".messages .success")
    page.wait_for_load_state("load")
    assert page.locator("input[name=person]").count() == 0
    with page.expect_navigation():
        page.locator('.views a[href*="stage=told"]').click()
    assert page.locator("input[name=person]").count() == 3


def test_a_sealed_value_opens_in_place(signed_in, county):
    page = signed_in("cdc")
    page.goto(f"/dossier/person/{county['person'][0]}/")
    assert "13800000000" not in page.content()
    page.locator("[data-sealed][href*=telephone]").click()
    page.wait_for_selector("text=13800000000")


def test_a_town_signs_its_day(signed_in):
    page = signed_in("town")
    page.goto("/areas/sign-offs/")
    page.get_by_role("button", name="签报 1月9日").click()
    page.wait_for_selector(".messages .success")
    assert "迟报" in page.locator("section").first.inner_text()


def test_a_task_from_giving_to_striking_off(signed_in):
    commander, town = signed_in("commander"), signed_in("town")
    commander.goto("/tasks/")
    commander.fill("input[name=title]", "方舱隔离点 200 间")
    commander.fill("input[name=owner]", "HD-ZHB")
    commander.fill("input[name=deadline]", "2021-01-12T18:00")
    commander.get_by_role("button", name="交办").click()
    commander.wait_for_selector("main a:has-text('方舱隔离点 200 间')")
    town.goto("/tasks/")
    town.get_by_role("link", name="方舱隔离点 200 间").click()
    town.fill("textarea[name=text]", "已完成")
    town.get_by_role("button", name="提交").click()
    town.wait_for_selector("text=已完成 >> visible=true")
    commander.goto("/tasks/")
    commander.get_by_role("link", name="方舱隔离点 200 间").click()
    commander.get_by_role("button", name="验收销号").click()
    commander.wait_for_selector("text=验收通过，销号")


def test_the_language_is_changed_on_the_page(signed_in):
    page = signed_in("commander")
    page.get_by_role("button", name="English").click()
    page.wait_for_selector("text=Do these first")

"""A contact from judged to released through four desks, walked by hand in a browser.

The CDC calls in vain, the town's worker finds at home, the CDC tells and sends, the site signs and releases, and the
laboratory's tube lies between.
"""

from datetime import timedelta

import pytest

from browser.waiting import assert_all_fit, cursor_in_field, width_of
from lianfang.access.models import Account
from lianfang.facts import clock
from lianfang.situation.outbox import drain
from unit.desks.conftest import COUNTY, NOON
from unit.desks.isolation_story import SITE, close, duties, facts_of, sent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOWN = "231299002"
PAGES = ("/cdc/contacts/?grade=close", "/cdc/calls/", "/transfers/")


def at(moment):
    """The clock and all that follows by then."""
    clock.set_to(moment)
    drain(moment)


def test_no_page_of_the_chain_is_wider_than_its_screen_in_either_language(signed_in, county):
    people = close(county)
    sent(people[:2])
    assert_all_fit(signed_in, "cdc", PAGES)
    page = signed_in("cdc", 390, "en")
    page.goto("/cdc/contacts/?grade=close")
    page.locator("input[name=person]").first.check()
    page.locator("button[formaction='/transfers/send/'][value=person]").click()
    page.wait_for_selector("select[name=to]")
    assert width_of(page) <= 390


def test_from_judged_to_released_through_four_desks(signed_in, county):
    person = close(county)[0]
    cdc = signed_in("cdc")
    # Three calls in vain, an hour apart: the third sends the grid.
    for hour in range(3):
        at(NOON + timedelta(hours=hour))
        cdc.goto("/cdc/calls/")
        cdc.select_option(f"select[name='result-{person}']", "no_answer")
        cdc.get_by_role("button", name="录入电话结果").click()
        cdc.wait_for_selector(".messages .success")
    assert "上门核实" in cdc.locator(".messages .warning").inner_text()
    cdc.goto("/cdc/contacts/?grade=close&stage=lost")
    assert "李0000" in cdc.locator("table.chain").inner_text()
    # The grid goes there and finds them at home; no list has them as lost any more.
    (visit,) = duties("contact-visited")
    assert visit.owed_by == "XM-ZHB"
    Account.objects.filter(username="grid_worker").update(unit="XM-ZHB", area=TOWN, area_path=f"{COUNTY}{TOWN}/")
    grid = signed_in("grid_worker", 390)
    grid.goto("/grid/")
    grid.get_by_role("button", name="在家找到").click()
    grid.wait_for_selector(".told .done")
    (visit,) = duties("contact-visited")
    assert visit.met is not None
    cdc.goto("/cdc/contacts/?grade=close&stage=lost")
    assert cdc.locator("table.chain").count() == 0
    # Told by a call that is answered, and sent to the isolation site.
    at(NOON + timedelta(hours=4))
    cdc.goto("/cdc/contacts/?grade=close&stage=called")
    cdc.locator(f"input[name=person][value='{person}']").check()
    cdc.get_by_role("button", name="已告知隔离").click()
    cdc.wait_for_selector(".messages .success")
    cdc.goto("/cdc/contacts/?grade=close&stage=called")
    cdc.locator(f"input[name=person][value='{person}']").check()
    cdc.get_by_role("button", name="转运人员").click()
    cdc.select_option("select[name=to]", SITE)
    cdc.fill("input[name=vehicle]", "东L·D0120")
    cdc.get_by_role("button", name="发出", exact=True).click()
    cdc.wait_for_selector(".messages .success")
    assert "李0000" in cdc.locator("form table.rows").first.inner_text(), "between two hands"
    # The site signs with a room, and the page between two hands is empty.
    at(NOON + timedelta(hours=6))
    site = signed_in("isolation_site")
    site.goto("/isolation/receive/")
    site.fill(f"input[name='room-{person}']", "301")
    site.keyboard.press("Enter")
    site.wait_for_selector(".messages .success")
    cdc.goto("/transfers/")
    assert cdc.locator("text=没有正在交接的").count() == 1 and cdc.locator("text=双方已签收").count() == 1
    assert [duty.met is not None for duty in duties("contact-carried", person=person)] == [True]
    # The laboratory's tube and its result.
    at(NOON + timedelta(days=1))
    laboratory = signed_in("laboratory")
    laboratory.goto("/laboratory/register/")
    laboratory.focus("textarea")
    for key in ("HS1,李0000,13900000000", "Enter", "Tab", "Enter"):
        laboratory.keyboard.press(key) if key.isalpha() else laboratory.keyboard.type(key)
    laboratory.wait_for_selector("button[name=confirmed]:focus")
    laboratory.keyboard.press("Enter")
    laboratory.wait_for_selector(".messages .success")
    laboratory.goto("/laboratory/results/")
    cursor_in_field(laboratory)
    laboratory.keyboard.press("n")
    laboratory.keyboard.press("Enter")
    laboratory.wait_for_selector(".messages .success")
    assert any(duty.met for duty in duties("contact-specimens", person=person))
    # The term is over with 17 January; the site releases, and the chain is closed.
    at(NOON + timedelta(days=8))
    site.goto("/isolation/release/")
    site.locator("button[data-needs-ticked]").click()
    site.wait_for_selector(".messages .success")
    cdc.goto("/cdc/contacts/?grade=close&stage=released")
    row = cdc.locator("table.chain tbody", has_text="李0000")
    assert "解除" in row.inner_text() and "1月18日" in row.inner_text()
    assert len(facts_of("transfer", person=person)) == 2

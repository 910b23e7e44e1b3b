"""The grid worker's day on a phone: one thumb, two taps an answer, back at the same card."""

from typing import Any

import pytest

from browser.waiting import width_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ["/grid/", "/grid/register/", "/grid/register/?q=15400000099&person=new", "/grid/people/"]
# Everything that a thumb hits: its height on the screen.
TARGETS = """[...document.querySelectorAll(
  '.card button, .card summary, .thumbs a, .fields button, .fields input:not([type=hidden], [type=radio])')]
  .filter((one) => one.offsetParent).map((one) => [one.textContent, one.getBoundingClientRect().height])"""


@pytest.fixture
def worker(chromium: Any, live_server: Any, transactional_db: None) -> Any:
    """Opens a phone on which the grid worker is signed in."""
    import cast
    from unit.desks import grid_story

    grid_story.install()
    cast.account("grid_worker", "pass-word-1")
    contexts = []

    def opened(width: int = 390, language: str = "zh-hans") -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, base_url=live_server.url, has_touch=True, locale="zh-CN"
        )
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        page = context.new_page()
        page.goto("/accounts/login/")
        page.fill("#id_login", "grid_worker")
        page.fill("#id_password", "pass-word-1")
        page.click("button.first")
        page.wait_for_url("**/grid/")
        return page

    yield opened
    for context in contexts:
        context.close()


def test_no_page_is_wider_than_its_screen_and_every_target_is_for_a_thumb(worker):
    for language in ("zh-hans", "en"):
        page = worker(1280, language)
        for address in PAGES:
            assert page.goto(address).status == 200
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            for width in (1280, 390, 320):
                page.set_viewport_size({"width": width, "height": 900})
                wide = width_of(page)
                assert wide <= width, f"{address} at {width} in {language} is {wide} wide"
                small = [target for target in page.evaluate(TARGETS) if target[1] < 43.5 and width < 700]
                assert small == [], f"{address} at {width} in {language}"
        page.context.close()


def test_a_household_is_answered_by_taps_and_a_wrong_one_taken_back(worker):
    page = worker()
    card = page.locator("article", has_text="孙大海")
    anchor = card.get_attribute("id")
    card.get_by_role("button", name="36.5").first.tap()
    page.wait_for_url(f"**/grid/?done=*#{anchor}")
    card.get_by_role("button", name="撤回").tap()
    page.wait_for_url(f"**/grid/?undone=1#{anchor}")
    assert "居家隔离第 2 天" in card.inner_text() and card.get_by_role("button", name="36.5").count() == 2
    card.locator("summary", has_text="其他").first.tap()
    field = card.locator("input[name=temperature]").first
    field.fill("3.65")
    field.press("Enter")
    page.wait_for_selector("text=体温 3.65")
    assert field.input_value() == "3.65" and page.url.endswith(f"#{anchor}")
    field.fill("36.9")
    field.press("Enter")
    page.wait_for_selector("text=体温 36.9 ℃")


def test_a_test_shown_and_a_telling_fold_to_the_bottom(worker):
    page = worker()
    card = page.locator("article", has_text="钱新到")
    card.locator("summary", has_text="有，核对过").tap()
    card.get_by_role("button", name="1月8日").tap()
    page.wait_for_selector("text=核酸证明：阴性，1月8日采样")
    page.locator("article", has_text="马玉芬").get_by_role("button", name="已告知").tap()
    page.wait_for_selector("text=告知：健康监测")
    page.locator(".thumbs a", has_text="待办").tap()
    page.wait_for_selector("summary:has-text('已办 1')")
    assert not page.get_by_text("马玉芬").is_visible()


def test_who_came_is_registered_and_stands_among_the_visits(worker):
    page = worker()
    page.locator(".thumbs a", has_text="登记来人").tap()
    page.fill("input[name=q]", "15400000099")
    page.keyboard.press("Enter")
    page.fill("input[name=name]", "吴新来")
    page.fill("input[name=address]", "河东村1组20号")
    page.fill("input[name=origin]", "清安区增和镇")
    page.get_by_text("自驾").tap()
    page.get_by_role("button", name="登记", exact=True).tap()
    page.wait_for_url("**/grid/?done=journey.*")
    assert "从增和镇来" in page.locator("article", has_text="吴新来").inner_text()

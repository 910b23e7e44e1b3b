"""The laboratory's day by keyboard: tubes scanned, results typed, a file loaded and mended, a tube found."""

import pytest

from browser.waiting import assert_all_fit, assert_fits, cursor_in_field

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ["", "register/", "results/", "files/", "rows/?what=waiting", "rows/?what=tested"]


@pytest.fixture(autouse=True)
def private_uploads(settings, tmp_path):
    """Uploads of a test lie in a folder of its own."""
    settings.UPLOADS_FOLDER = tmp_path / "uploads"


def scanned(page, lines, size="1"):
    """Registers these lines by keyboard alone, but for the pool."""
    page.goto("/laboratory/register/")
    page.select_option("select[name=size]", size)
    page.focus("textarea")
    for line in lines:
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("button[name=confirmed]:focus")
    page.keyboard.press("Enter")
    page.wait_for_selector(".messages .success")


def test_no_page_is_wider_than_its_screen_in_either_language(signed_in):
    scanned(signed_in("laboratory"), ["HS1,王一,13700000001"])
    page = signed_in("laboratory")
    page.goto("/laboratory/find/?number=HS1")
    assert_all_fit(signed_in, "laboratory", [*(f"/laboratory/{one}" for one in PAGES), page.url])
    assert_fits(page, "/laboratory/find/?number=X", status=404)


def test_results_are_typed_with_a_key_each(signed_in):
    page = signed_in("laboratory")
    scanned(page, [f"HS{n},王{n}号,1370000000{n}" for n in range(4)])
    page.goto("/laboratory/results/")
    cursor_in_field(page)
    for key in ("n", "n", "s", "3", "1", ".", "5", "Tab", "Tab", "n"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.wait_for_selector(".messages .success")
    assert "阴性 3" in page.inner_text(".messages") and "初筛阳性 1" in page.inner_text(".messages")
    page.goto("/laboratory/")
    assert "31.5" in page.inner_text("main") and "本辖区标本均已有结果" in page.inner_text("main")


def test_a_pool_is_scanned_and_found_by_its_number(signed_in):
    page = signed_in("laboratory")
    scanned(page, ["P1", "王一,13700000001", "王二,13700000002", "王三,13700000003"], size="5")
    page.goto("/laboratory/")
    cursor_in_field(page)
    page.keyboard.type("P1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/specimens/**")
    assert "王二" in page.inner_text("main") and "3 混 1" in page.inner_text("h1")


def test_a_file_is_loaded_and_its_rest_mended_in_place(signed_in, tmp_path):
    page = signed_in("laboratory")
    scanned(page, [f"HS{n},王{n}号,1370000000{n}" for n in range(2)])
    rows = ["标本编号,检测结果,检测时间", "HS0,阴性,2021-01-10 11:59", "HSX,阴性,2021-01-10 11:59"]
    file = tmp_path / "结果.csv"
    file.write_text("\n".join(rows), encoding="utf-8-sig")
    page.goto("/laboratory/files/")
    page.set_input_files("input[type=file]", str(file))
    page.get_by_role("button", name="预览").click()
    page.wait_for_selector("button.first:focus")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rest/**")
    cursor_in_field(page)
    page.keyboard.type("HS1")
    page.keyboard.press("Enter")
    page.wait_for_selector(".messages .success")
    assert page.url.endswith("/laboratory/files/")

"""The curve of an area drawn again by the script: a day's words under the pointer, zoom; without it, and on paper, the
picture of the server."""

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest

from browser.waiting import width_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TODAY = date(2021, 1, 10)
NOW = datetime(2021, 1, 10, 4, 0, tzinfo=UTC)


@pytest.fixture
def curves(county):
    """Invented dengue of 110 days as reported, a day of it missing; and eighty cases of COVID-19 with their onsets."""
    from lianfang import facts
    from lianfang.access.session import machine_session
    from lianfang.situation.outbox import drain

    chance = np.random.default_rng(6)
    days = [TODAY - timedelta(days=back) for back in range(110, 0, -1)]
    waves = np.exp(2.6 + np.sin(np.arange(110) / 16)) * (1 + 0.5 * (np.arange(110) % 7 < 5))
    told = np.cumsum(chance.poisson(waves))
    counts = [
        {
            "reported_count.counted": "231299", "reported_count.day": day.isoformat(),
            "reported_count.publisher": "CDC", "reported_count.confirmed": int(figure),
            "reported_count.occurred_from": day.isoformat(), "reported_count.disease": "dengue",
        }
        for number, (day, figure) in enumerate(zip(days, told, strict=True))
        if number != 95
    ]  # fmt: skip
    cases = []
    for number in range(80):
        onset = TODAY - timedelta(days=int(chance.integers(0, 30)))
        known = onset + timedelta(days=int(chance.gamma(2, 2)))
        if known < TODAY:
            cases.append(
                {
                    "person.name": f"赵{number:03d}", "person.birth": "1970-01-01",
                    "person.telephone": f"139{number:08d}", "person.residence": "231299001",
                    "case.number": f"A-{number}", "case.classification": "confirmed",
                    "case.onset": onset.isoformat(), "case.occurred_from": f"{known} 10:00",
                    "case.responsible": "231299001",
                }
            )  # fmt: skip
    by = facts.Recorder("cdc", "231299", "QH-CDC")
    with machine_session():
        for kind, rows, disease in (("reported_count", counts, "dengue"), ("linelist", cases, "covid19")):
            got = facts.record(kind, rows, by, "test", uuid4(), NOW, defaults={"disease": disease})
            assert not got.rejected, got.rejections[:2]
        drain(NOW)


def kept(page, name):
    """Keeps a picture where LIANFANG_PICTURES says so."""
    if folder := os.environ.get("LIANFANG_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_curve_is_drawn_again_with_a_days_words_and_printed_as_the_server_drew_it(
    signed_in, curves, language, width
):
    page = signed_in("cdc", width, language)
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    for address, name in (
        ("/analysis/?disease=covid19", "onset"),
        ("/analysis/?disease=dengue", "report"),
        ("/analysis/?disease=dengue&step=week", "week"),
    ):
        assert page.goto(address).status == 200
        drawn = page.locator(".by-script svg")
        drawn.wait_for()
        assert width_of(page) <= width
        assert not page.locator("svg.analysed").is_visible()
        kept(page, f"{name}-{width}-{language}")
        box = page.locator(".by-script").bounding_box()
        page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.5)
        words = page.locator(".by-script > div", has_text="截至" if language == "zh-hans" else "as known")
        words.wait_for()
        assert ("已知" if language == "zh-hans" else "known:") in words.inner_text()
        kept(page, f"{name}-{width}-{language}-words")
        page.mouse.move(0, 0)
        page.emulate_media(media="print")
        assert page.locator("svg.analysed rect.bar").last.is_visible() and not drawn.is_visible()
        kept(page, f"{name}-{width}-{language}-print")
        page.emulate_media(media="screen")
    assert not wrong


def test_without_script_the_picture_of_the_server_stands_there(chromium, live_server, curves, signed_in):
    cookies = signed_in("cdc").context.cookies()
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()
    assert page.goto("/analysis/?disease=dengue").status == 200
    assert page.locator("svg.analysed").is_visible() and page.locator(".by-script").count() == 0
    context.close()

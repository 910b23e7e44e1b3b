"""Pictures of the desks for the documents: make screenshots, or python docs/screenshots.py --url http://127.0.0.1:8000

Without --url the demonstration is started for the purpose and stopped again. Needs Debian's chromium.
"""

import argparse
import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHROMIUM = Path("/usr/bin/chromium")
FOLDER = Path(__file__).parent / "screenshots"
PASSWORD = "lianfang-demo"  # noqa: S105  the invented accounts, told on the sign-in page
DESK, PHONE = (1280, 580), (390, 760)


@dataclass(frozen=True)
class Picture:
    """One picture: its file, whose desk, which page (``follow`` selects a link on it), how wide, in which language."""

    name: str
    account: str
    page: str
    size: tuple[int, int] = DESK
    language: str = "zh-hans"
    follow: str = ""


PICTURES = (
    Picture("commander", "commander", "/commander/"),
    Picture("commander-en", "commander", "/commander/", language="en"),
    Picture("commander-phone", "commander", "/commander/", PHONE),
    Picture("cdc", "cdc", "/cdc/"),
    Picture("cases", "cdc", "/cdc/cases/"),
    Picture("case", "cdc", "/cdc/cases/", follow="a[href*='/dossier/case/']"),
    Picture("duties-phone", "commander", "/duties/?state=overdue", PHONE),
    Picture("sign-offs", "commander", "/areas/sign-offs/"),
    Picture("clinic", "clinic", "/clinic/"),
    Picture("laboratory", "laboratory", "/laboratory/"),
    Picture("arrivals", "checkpoint", "/arrivals/"),
    Picture("isolation", "isolation", "/isolation/"),
    Picture("temperatures", "isolation", "/isolation/temperatures/"),
    Picture("grid-phone", "grid", "/grid/", PHONE),
)


def taken(url: str, folder: Path) -> list[Path]:
    """Takes every picture and returns the files. Raises SystemExit where a page does not answer with 200."""
    from playwright.sync_api import sync_playwright

    folder.mkdir(exist_ok=True)
    files = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        for picture in PICTURES:
            files.append(_taken(browser, url, picture, folder))
        browser.close()
    return files


def _taken(browser: Any, url: str, picture: Picture, folder: Path) -> Path:
    width, height = picture.size
    context = browser.new_context(base_url=url, viewport={"width": width, "height": height}, locale="zh-CN")
    context.add_cookies([{"name": "django_language", "value": picture.language, "url": url}])
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("#id_login", picture.account)
    page.fill("#id_password", PASSWORD)
    page.click("button.first")
    answer = page.goto(picture.page)
    if answer.status != 200:
        raise SystemExit(f"{picture.page} answers {picture.account} with {answer.status}")
    if picture.follow:
        page.locator(picture.follow).first.click()
    page.wait_for_load_state("networkidle")
    file = folder / f"{picture.name}.png"
    page.screenshot(path=str(file), animations="disabled")
    context.close()
    return file


@contextlib.contextmanager
def demonstration() -> Iterator[str]:
    """The address of a demonstration that runs while the pictures are taken."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("lianfang")
    running = subprocess.Popen([program, "demo", "--port", str(port)], env=os.environ)
    try:
        yield _answering(f"http://127.0.0.1:{port}", running)
    finally:
        running.terminate()
        running.wait(30)


def _answering(url: str, running: subprocess.Popen[bytes], seconds: int = 900) -> str:
    for _ in range(seconds):
        if running.poll() is not None:
            raise SystemExit(f"lianfang demo ended with {running.returncode}")
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{url}/accounts/login/", timeout=5).close()
            return url
        time.sleep(1)
    raise SystemExit(f"lianfang demo did not answer within {seconds} seconds")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="A demonstration that is running.")
    parser.add_argument("--out", type=Path, default=FOLDER, help="The folder of the pictures.")
    chosen = parser.parse_args()
    if not CHROMIUM.exists():
        raise SystemExit("chromium is missing (on Debian: apt install chromium fonts-noto-cjk)")
    with contextlib.nullcontext(chosen.url) if chosen.url else demonstration() as url:
        for file in taken(url, chosen.out):
            print(f"{file.name}  {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()

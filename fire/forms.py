"""Every form of every page, as each role finds it, with rubbish in one field after another: no error of the server's.

    python -m fire.forms [--size 20000] [--json]

In the invented county. What is sent is undone again, so that each form is answered by the same county.
"""

import argparse
import json
import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from lxml import html

from fire.house import day_and_load, own_installation

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))
# What people, programs and attackers put into a field: nothing, too much, what no column holds, what is no such thing.
RUBBISH = (
    "", " ", "a\x00b", "\ud7ff\uffff", "𠮷" * 3_000, "-1", "1e309", "NaN", "9" * 30, "0001-01-01", "9999-12-31T23:59",
    "2021-02-30", "2021-01-09T10:00-22:38", "00000000-0000-0000-0000-000000000000", "%s %(x)s {0}",
    "<svg onload=alert(1)>", "=cmd|'/C calc'!A0",
    "../../etc/passwd", "１２３", "[]", '{"a": 1}', "a\r\nb,c\td",
)  # fmt: skip
# Those would end the session of all that follows, or set their clock on.
LEFT_OUT = ("/accounts/logout", "/sessions/", "/clock/")
_NUMBERS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]+")
# What an address says beside what the forms of its page ask.
ASKED = ("as-of", "area", "page")


@dataclass(frozen=True)
class Form:
    """A form as it stands on a page: how and where it is sent, what it sends untouched, and which button is pressed."""

    method: str
    address: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...] = ()
    pressed: tuple[str, str] | tuple[()] = ()

    @property
    def kind(self) -> tuple[str, str, tuple[str, ...]]:
        """Forms of one view with the same fields and button are one: a list has a hundred of them."""
        steps = (step for step in self.address.partition("?")[0].split("/") if not any(map(str.isdigit, step)))
        button = _NUMBERS.sub("#", "=".join(self.pressed))
        return self.method, "/".join(steps), (*sorted({*self.bent, *self.files}), button)

    @property
    def bent(self) -> dict[str, str]:
        """The fields to put rubbish into, by what they are called without their number: of rows, one row's."""
        return {_NUMBERS.sub("#", name): name for name, _ in self.fields}


def forms(page: bytes, address: str, asked: Sequence[str]) -> Iterator[Form]:
    """The forms of a page, and the page itself as asked for by its address."""
    if asked:
        yield Form("GET", address.partition("?")[0], tuple((name, "") for name in asked))
    tree = html.fromstring(page)
    tree.make_links_absolute(f"http://testserver{address}", resolve_base_href=False)
    for form in tree.forms:
        to = (form.action or f"http://testserver{address}").removeprefix("http://testserver").partition("#")[0]
        if to.startswith(LEFT_OUT):
            continue
        files = tuple(each.name for each in form.xpath(".//input[@type='file']") if each.name)
        typed = [(name, str(value)) for name, value in form.form_values() if name != "csrfmiddlewaretoken"]
        known = {name for name, _ in typed} | set(files)
        # Boxes not ticked and choices not made are fields too.
        left = [each for each in form.inputs if each.name and each.name not in known | {"csrfmiddlewaretoken"}]
        typed += dict.fromkeys((each.name, each.get("value") or "") for each in left)
        buttons = [(each.get("name"), each.get("value") or "") for each in form.xpath(".//button[@name]")]
        for pressed in buttons or [()]:
            yield Form(form.method, to, (*typed, *([pressed] if pressed else [])), files, pressed)


def fuzzed(
    client: Any,
    addresses: Iterable[str],
    seen: set[Any],
    values: Sequence[str] = RUBBISH,
    asked: Sequence[str] = ASKED,
    *,
    shortly: bool = False,
) -> dict[str, Counter[int]]:
    """Sends each form of the pages, with each of `values` in each field; answers how often which status was, by form.

    `client` is one of Django's tests, signed in, which raises what the server's error was; `seen` are the kinds of form
    that were sent before; `asked` is what addresses say beside. `shortly` leaves out forms without one of their fields
    and with files that are none. Raises AssertionError with the address and the field where the answer is an error.
    """
    told: dict[str, Counter[int]] = {}
    for address in addresses:
        page = client.get(address)
        if page.status_code != 200 or b"<form" not in page.content:
            continue
        for form in forms(page.content, address, asked):
            if form.kind not in seen:
                seen.add(form.kind)
                told.setdefault(" ".join(form.kind[:2]), Counter()).update(_statuses(client, form, values, shortly))
    return told


def _statuses(client: Any, form: Form, values: Sequence[str], shortly: bool) -> Iterator[int]:
    for name in form.bent.values():
        for value in values:
            yield _sent(client, form, name, [(each, value if each == name else kept) for each, kept in form.fields])
        if not shortly:
            yield _sent(client, form, name, [(each, kept) for each, kept in form.fields if each != name])
    for name in () if shortly else form.files:
        for content in (b"", b"PK\x03\x04" + b"\x00" * 40, "姓名,证件号码\n".encode("gb18030"), b"\xff\xfe\x00"):
            file = SimpleUploadedFile("../名单\u202e.xlsx", content)
            yield _sent(client, form, name, [*form.fields, (name, file)])
    yield _sent(client, form, "nothing", [])


def _sent(client: Any, form: Form, field: str, fields: list[tuple[str, Any]]) -> int:
    told: dict[str, list[Any]] = {}
    for name, value in fields:
        told.setdefault(name, []).append(value)
    try:
        with transaction.atomic():
            sent = client.post if form.method == "POST" else client.get
            status = sent(form.address, told).status_code
            transaction.set_rollback(True)
    except Exception as error:
        raise AssertionError(f"{form.address}: {field} = {told.get(field)!r:.80}") from error
    assert status < 500, f"{form.address}: {field} = {told.get(field)!r:.80}: {status}"
    return int(status)


def in_the_county(size: int) -> dict[str, Any]:
    """What was sent in the invented county, by each of its accounts."""
    from lianfang import demonstration
    from lianfang.server import migrating, start

    start.django()
    migrating.migrate()
    demonstration.prepare(size=size, fresh=False, say=lambda line: None)
    import pages
    from django.conf import settings
    from django.test import Client

    from lianfang.access.models import Account

    settings.ALLOWED_HOSTS = ["testserver"]
    # What is refused is counted.
    logging.disable(logging.WARNING)
    began, seen = time.monotonic(), set[Any]()
    told: dict[str, Counter[int]] = {}
    for account in Account.objects.order_by("username"):
        client = Client()
        client.cookies["sessionid"] = pages.session_key(account)
        first = dict(reversed([*pages.addresses(account)]))
        for form, statuses in fuzzed(client, first.values(), seen).items():
            told.setdefault(form, Counter()).update(statuses)
    every = Counter[int]()
    for statuses in told.values():
        every.update(statuses)
    return {
        "forms": len(seen), "views": len(told), "inputs": every.total(), "statuses": dict(sorted(every.items())),
        "minutes": round((time.monotonic() - began) / 60, 1), **day_and_load(),
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with own_installation({"LIANFANG_DEMONSTRATION": "1"}):
        found = in_the_county(given.size)
    print(json.dumps(found, ensure_ascii=False) if given.json else found)
    return 0


if __name__ == "__main__":
    sys.exit(main())

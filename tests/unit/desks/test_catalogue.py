"""Every message id of pages and code has its Chinese, with the same names between the signs of per cent."""

import io
import re
from pathlib import Path

from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

import lianfang

PACKAGE = Path(lianfang.__file__).parent
CATALOGUE = PACKAGE / "locale/zh_Hans/LC_MESSAGES/django.po"
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2)}
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sdr]|%[sdr]")


def message_ids():
    """Every message id with the files that use it: a text, or the singular of a pair."""
    found = {}
    for file in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]):
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".html":
            text = templatize(text)
        elif "django.utils.translation" not in text:
            continue
        for _line, _function, message, _comments in extract_python(
            io.BytesIO(text.encode()), KEYWORDS, [], {"encoding": "utf-8"}
        ):
            first = next((part for part in message if part), "") if isinstance(message, tuple) else message
            if first:
                found.setdefault(first, set()).add(str(file.relative_to(PACKAGE)))
    return found


def catalogue():
    """The Chinese of each message id, plural forms under their singular."""
    with CATALOGUE.open("rb") as opened:
        read = read_po(opened, locale="zh_Hans")
    return {
        (message.id if isinstance(message.id, str) else message.id[0]): (
            message.string if isinstance(message.string, str) else message.string[0]
        )
        for message in read
        if message.id
    }


def test_every_message_has_its_chinese():
    known = catalogue()
    missing = {message: sorted(files) for message, files in message_ids().items() if not known.get(message)}
    assert not missing


def test_every_message_stands_once():
    """Of two the first counts, and the other page shows the wrong word."""
    written = re.findall(r'^msgid ((?:".*"\n)+)', CATALOGUE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(written) == sorted(set(written))


def test_the_chinese_keeps_what_is_filled_in():
    changed = {
        message: chinese
        for message, chinese in catalogue().items()
        if set(PLACEHOLDER.findall(message)) != set(PLACEHOLDER.findall(chinese))
    }
    assert not changed

"""The pages of other installations: named and taken in by the administrator, handed over and loaded by the command."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from lianfang.access.models import AuditLine, NodeFile
from lianfang.access.session import machine_session
from lianfang.exchange.nodes import known, register
from lianfang.exchange.nodes.envelope import opened
from lianfang.exchange.nodes.files import Head, Line, read, written
from lianfang.exchange.nodes.introduction import introduction_of
from lianfang.exchange.nodes.outgoing import write_due
from lianfang.facts import Recorder, known_by, record
from unit.desks.conftest import NOON

pytestmark = pytest.mark.django_db
# The clock of a page runs on.
AFTER = NOON + timedelta(hours=1)


def test_keys_are_compared_and_files_looked_at_before_they_are_loaded(
    signed_in: Any, story: Any, settings: Any, tmp_path: Any
) -> None:
    story(1)
    settings.KEYS_FOLDER, settings.OUTGOING_FOLDER = tmp_path / "keys", tmp_path / "outgoing"
    settings.UPLOADS_FOLDER = tmp_path / "uploads"
    administrator, command = signed_in("administrator"), signed_in("commander")
    keys, files = reverse("nodes:keys"), reverse("nodes:files")
    assert "尚未命名" in command.get(files).content.decode()

    def act(**said: str) -> Any:
        return administrator.post(reverse("nodes:act"), said)

    assert act(what="name", name="省城", area="230000").status_code == 422, "the area is none of hers"
    assert act(what="name", name="青禾县", area="231299").status_code == 302
    other = Ed25519PrivateKey.generate()
    line = introduction_of("绥安市", "231200", other)
    wrong = act(what="take_in", line=str(line), digits="12345")
    assert wrong.status_code == 422 and "数字与绥安市的公钥行不符" in wrong.content.decode()
    assert str(line) in wrong.content.decode(), "what was typed stays"
    assert act(what="take_in", line=str(line), digits=line.fingerprint).status_code == 302
    shown = administrator.get(keys).content.decode()
    with machine_session():
        own = known.own_introduction()
    assert line.fingerprint in shown and own.fingerprint in shown
    assert own.fingerprint in administrator.get(reverse("nodes:paper")).content.decode()
    assert administrator.get(files).status_code == 404, "who runs the machine sees no file"

    # What the county signs waits for the prefecture, is taken along on record, and leaves the folder once handed over.
    by = Recorder("cdc", "231299", "QH-CDC")
    row = {"sign_off.unit": "QH-CDC", "day": "2021-01-09", "disease": "covid19", "zero": False, "occurred_from": NOON}
    record("sign_off", [row], by, "test", uuid4(), NOON)
    write_due(NOON.replace(minute=1))
    with machine_session():
        (waiting,) = register.waiting().filter(tells="figures")
    assert "当日已报送数字" in command.get(files).content.decode()
    taken = command.get(reverse("nodes:taken", args=[waiting.pk]))
    assert read(opened(taken.content, other, "f"), "f").head.to == "绥安市"
    assert signed_in("commander", neighbour=True).get(reverse("nodes:taken", args=[waiting.pk])).status_code == 404
    assert command.post(reverse("nodes:handed", args=[waiting.pk])).status_code == 302
    assert not list((tmp_path / "outgoing").glob("*/*figures*"))

    # What comes is looked at first; refused, it says why and leaves a line in the audit.
    head = Head("绥安市", "231200", "青禾县", own.key.hex(), 1, "letter", NOON)
    letter = Line("letter", str(uuid4()), {
        "number": "绥防函1号", "from_area": "231200", "from_name": "绥安市指挥部", "to_area": "231299",
        "disease": "covid19", "occurred_from": NOON.isoformat(),
    })  # fmt: skip
    name = Line("letter_name", str(uuid4()), {"name": "<b>王五</b>", "occurred_from": NOON.isoformat()})
    raw = written(head, [letter, name], other)

    def sent(content: bytes) -> Any:
        return command.post(files, {"file": SimpleUploadedFile("000001-letter.jsonl", content)})

    altered = sent(raw.replace("绥防函1号".encode(), "绥防函2号".encode()))
    assert altered.status_code == 422 and "签名之后被改动过" in altered.content.decode()
    with machine_session():
        assert AuditLine.objects.filter(action="load node file refused", name="commander").exists()
    looked = sent(raw)
    assert looked.status_code == 302
    preview = command.get(looked.url).content.decode()
    assert "绥防函1号" in preview and "&lt;b&gt;王五" in preview
    with machine_session():
        assert known_by(AFTER, ["letter"])["letter"].is_empty(), "nothing before it is confirmed"
    assert command.post(looked.url).status_code == 302
    with machine_session():
        (came,) = known_by(AFTER, ["letter"])["letter"].to_dicts()
        assert (came["direction"], came["recorded_by"]) == ("incoming", "node 绥安市")
        assert NodeFile.objects.get(outgoing=False).recorded_by == "commander"
    assert act(what="take_back", name="绥安市", reason="").status_code == 422
    assert act(what="take_back", name="绥安市", reason="密钥遗失").status_code == 302
    assert "密钥遗失" in administrator.get(keys).content.decode()

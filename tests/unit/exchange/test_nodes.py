"""Signed files between nodes: what is written is read back equal; one byte, one number, one area too far is refused.

The story has two homes' keys in one database: what county A tells is taken back before county B, or the prefecture,
reads it, so that they know of it from the file alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import hypothesis
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

import cast
from lianfang import facts
from lianfang.access import anchors
from lianfang.access.audit import audited
from lianfang.access.keys import own_signing_key
from lianfang.access.models import AuditLine, Node, NodeFile
from lianfang.access.session import machine_session
from lianfang.exchange.nodes import known, register
from lianfang.exchange.nodes.envelope import agreeing_private_key, agreeing_public_key, opened, sealed
from lianfang.exchange.nodes.files import FORMAT, TELLS, File, Head, Line, read, written
from lianfang.exchange.nodes.incoming import anchors_of, loaded
from lianfang.exchange.nodes.introduction import introduction_of, read_introduction
from lianfang.exchange.nodes.outgoing import write_due
from lianfang.facts import known_by
from lianfang.facts.lowered import lowered
from lianfang.facts.removing import Rule, removed
from lianfang.situation.models import Contact, Duty
from lianfang.situation.outbox import drain
from lianfang.vocabulary import Mistake

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=20)
WORD = TEXT.filter(bool)
VALUES = st.one_of(TEXT, st.integers(), st.booleans(), st.floats(allow_nan=False, allow_infinity=False))


@st.composite
def files(draw: st.DrawFn) -> File:
    tells = draw(st.sampled_from(sorted(TELLS)))
    head = Head(
        draw(WORD), draw(WORD), draw(WORD), draw(WORD), draw(st.integers(1)), tells,
        draw(st.datetimes(timezones=st.just(UTC))),
    )  # fmt: skip
    ids = draw(st.lists(st.uuids().map(str), unique=True, max_size=4))
    lines = [
        Line(
            draw(st.sampled_from(TELLS[tells])), one, draw(st.dictionaries(TEXT, VALUES, max_size=4)), draw(TEXT),
            tuple(draw(st.lists(TEXT, max_size=3))),
        )
        for one in ids
    ]  # fmt: skip
    return File(head, tuple(lines), PUBLIC)


@hypothesis.settings(max_examples=50)
@given(files(), st.data())
def test_what_is_written_is_read_back_equal_and_no_byte_of_it_can_be_another(file: File, data: st.DataObject) -> None:
    raw = written(file.head, file.lines, KEY)
    assert read(raw, "f") == file
    place = data.draw(st.integers(0, len(raw) - 1))
    changed = bytearray(raw)
    changed[place] ^= data.draw(st.integers(1, 255))
    try:
        other = read(bytes(changed), "f")
    except Mistake as mistake:
        assert "\n" not in str(mistake)
    else:
        # Hexadecimal digits are read in both cases: the same key, the same signature.
        assert other == file and bytes(changed).lower() == raw.lower()


@hypothesis.settings(max_examples=50)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.data())
def test_an_envelope_opens_for_its_addressee_alone_and_no_byte_of_it_can_be_another(
    seed: bytes, raw: bytes, data: st.DataObject
) -> None:
    own = Ed25519PrivateKey.from_private_bytes(seed)
    public = own.public_key().public_bytes_raw()
    agreed = agreeing_private_key(own).public_key().public_bytes_raw()
    assert agreeing_public_key(public).public_bytes_raw() == agreed
    made = sealed(raw, "青禾县", public)
    assert opened(made, own, "f") == raw
    with pytest.raises(Mistake, match="is for 青禾县, not for us"):
        opened(made, KEY, "f")
    start = len(b'{"format": "lianfang-sealed/')
    place = data.draw(st.integers(start, len(made) - 1))
    changed = bytearray(made)
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Mistake) as said:
        opened(bytes(changed), own, "f")
    assert "\n" not in str(said.value)


def test_a_file_of_another_kind_or_edition_says_what_it_is() -> None:
    head = Head("青禾县", "000121", "黑石市", "00", 1, "letter", cast.NOW)
    raw = written(head, [], KEY)
    newer = raw.replace(FORMAT.encode(), b"lianfang-node/9")
    for other, said in (
        (b"", "no JSON object"), (b"\xff\xfe", "no JSON object"), (b"[1]\n", "no JSON object"),
        (b'{"format": "lianfang-letter/1"}\n', "no file of a node"), (newer, "edition lianfang-node/9"),
        (raw[:-1], "cut off"), (raw + b"\n", "no JSON object"), (b"{" * 200_000, "no JSON object"),
        (b'{"format": 1e309}\n', "no JSON object"),
    ):  # fmt: skip
        with pytest.raises(Mistake, match=said):
            read(other, "f.jsonl")


def test_an_introduction_is_read_back_and_compared_by_voice() -> None:
    made = introduction_of(" 青禾县  指挥部 ", "000121", KEY)
    assert read_introduction(f" {made}\n") == made and made.name == "青禾县 指挥部"
    assert made.is_said(made.fingerprint.replace(" ", "-")) and not made.is_said(made.fingerprint[:-1])
    digits = made.fingerprint.split()
    assert [len(group) for group in digits] == [5] * 6
    # The digits stand for name and area as well: neither is another's under the same key.
    assert introduction_of("青禾县 指挥部", "000122", KEY).fingerprint != made.fingerprint
    with pytest.raises(Mistake, match="was changed"):
        read_introduction(str(made).replace("000121", "000100"))
    for unfit in ("hello", "", str(made).replace("青禾县", "../青禾县")):
        with pytest.raises(Mistake):
            read_introduction(unfit)


@contextmanager
def home(folder: Path, name: str, settings: Any) -> Iterator[None]:
    """As the installation of this name: its own keys, its own outgoing folder."""
    kept = settings.KEYS_FOLDER, settings.OUTGOING_FOLDER
    settings.KEYS_FOLDER, settings.OUTGOING_FOLDER = folder / name / "keys", folder / name / "outgoing"
    try:
        with machine_session():
            yield
    finally:
        settings.KEYS_FOLDER, settings.OUTGOING_FOLDER = kept


@contextmanager
def apart(folder: Path, name: str, settings: Any) -> Iterator[None]:
    """As the installation of this name, whose ledger no other sees: what is recorded within is taken back."""
    with home(folder, name, settings), transaction.atomic():
        yield
        transaction.set_rollback(True)


COUNTY, NEIGHBOUR, PREFECTURE = "青禾县", "白桦县", "黑石市"
NODES = {COUNTY: cast.COUNTY, NEIGHBOUR: cast.NEIGHBOUR, PREFECTURE: cast.PREFECTURE}
LATER = cast.NOW + timedelta(minutes=5)
TRANSFER = "6f2b7f3e-0000-7000-8000-000000000001"


def told(kind: str, row: dict[str, Any], by: str, at: datetime) -> None:
    defaults = {"disease": cast.DISEASE}
    answer = facts.record(kind, [row], cast.recorder(by), "test", uuid4(), at, defaults=defaults)
    assert not answer.rejections, answer.rejections
    drain(at)


def county_at_work() -> None:
    """The county signs its day, takes a case back, hands a contact over, writes to its neighbour."""
    told("sign_off", {"sign_off.unit": cast.CDC, "day": "2021-01-08", "zero": False, "occurred_from": cast.NOW},
         "investigator", cast.NOW)  # fmt: skip
    (held,) = known_by(cast.NOW, ["case"], where={"classification": ["confirmed"]})["case"].to_dicts()
    letter = str(uuid4())
    told(
        "letter",
        {
            "letter": letter, "number": "青联防函〔2021〕3号", "direction": "outgoing", "from_name": "青禾县指挥部",
            "to_name": "白桦县指挥部", "to_area": cast.NEIGHBOUR, "ask": "请协查", "occurred_from": cast.NOW,
        },
        "investigator", cast.NOW,
    )  # fmt: skip
    told(
        "letter_name",
        {
            "letter_name": str(uuid4()), "letter_name.letter": letter, "place": 1, "name": "张𠮷", "told_as": "close",
            "identity_number": "00012119700130003X", "telephone": "15400000004", "case_number": "QH-1",
            "occurred_from": cast.NOW,
        },
        "investigator", cast.NOW,
    )  # fmt: skip
    told(
        "transfer",
        {
            "transfer": TRANSFER,
            "person": cast.GUEST, "what": "responsibility", "stage": "sent", "from_unit": cast.COMMAND,
            "to_unit": cast.NEIGHBOUR_COMMAND, "occurred_from": cast.NOW, "note": "住白桦县姐姐家",
        },
        "commander", cast.NOW,
    )  # fmt: skip
    back = {"case": cast.CASE, "supersedes": held["id"], "withdrawn": True, "reason": "实验室复核为阴性"}
    told("case", back, "investigator", LATER)


@pytest.fixture
def nodes(db: None, tmp_path: Path, settings: Any) -> dict[str, list[bytes]]:
    """Three installations that know one another, and the files that the county wrote for the other two."""
    cast.install_places()
    lines, digits = {}, {}
    for name, area in NODES.items():
        with home(tmp_path, name, settings):
            known.named(name, area, None, "test")
            lines[name] = str(known.own_introduction())
            digits[name] = known.own_introduction().fingerprint
            # The names of all three stand in one table here: what each takes in is there already.
            with pytest.raises(Mistake, match="digits are not those"):
                known.taken_in(lines[name], digits[name].replace(digits[name][0], "x"), None, "test")
            with pytest.raises(Mistake, match="known here already"):
                known.taken_in(lines[name], digits[name], None, "test")
    return _written(tmp_path, settings)


def _written(folder: Path, settings: Any) -> dict[str, list[bytes]]:
    made: dict[str, list[bytes]] = {NEIGHBOUR: [], PREFECTURE: []}
    with apart(folder, COUNTY, settings):
        cast.install(cast.NOW)
        county_at_work()
        audited(None, "read person", name="somebody")
        with connection.cursor() as cursor:
            # As at a commit, at which lines are linked: an anchor is the chain's end.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert write_due(LATER) == 5 and write_due(LATER) == 0, "what was told is told once"
        outgoing = settings.OUTGOING_FOLDER
        for name, files in made.items():
            with home(folder, name, settings):
                raws = [path.read_bytes() for path in sorted((outgoing / name).iterdir())]
                assert not any("张𠮷".encode() in raw for raw in raws), "nobody on the way reads who stands in it"
                files += [opened(raw, own_signing_key(), "f") for raw in raws]
            assert all(path.stat().st_mode & 0o077 == 0 for path in (outgoing / name).iterdir())
        for file in register.waiting():
            assert register.content_of(file) in made[file.node.name]
            register.handed_over(file)
        assert not list(register.waiting()) and not [*outgoing.glob("*/*")], "handed over, nothing stays in the folder"
        # A month later nobody needs it again: the register keeps that it went, and no longer what it told.
        assert register.let_go(LATER + register.KEPT) == []
        assert len(register.let_go(LATER + register.KEPT + timedelta(seconds=1))) == 5
        assert not NodeFile.objects.filter(content__isnull=False).exists()
    return made


@pytest.mark.django_db
def test_a_reply_and_a_receipt_go_back_and_answer_what_came(
    nodes: dict[str, list[bytes]], tmp_path: Path, settings: Any
) -> None:
    """The neighbour answers; what it wrote is read by the county, whose own ledger holds letter and transfer."""
    with home(tmp_path, COUNTY, settings):
        county = own_signing_key()
    with apart(tmp_path, NEIGHBOUR, settings):
        for raw in nodes[NEIGHBOUR]:
            loaded(raw, "f.jsonl", None, LATER, "test")
        (handed,) = known_by(LATER, ["transfer"])["transfer"].to_dicts()
        received = {"what": "responsibility", "stage": "received"}
        (came,) = facts.letters.letters(LATER, since=cast.NOW - timedelta(days=1))
        (asked,) = came.names
        answer = {"letter": came.subject, "name": "张𠮷", "answer": "gone_to", "gone_to": cast.PREFECTURE}
        answer = {f"letter_answer.{column}": value for column, value in answer.items()}
        recorder = replace(cast.recorder("commander"), area=cast.NEIGHBOUR)
        for kind, row in (
            ("letter_answer", {"letter_name": asked.subject} | answer),
            ("letter_reply", {"letter": came.subject, "letter_reply.number": "白联防函〔2021〕8号"}),
            ("transfer", {"transfer": handed["subject"], "person": handed["person"]} | received),
        ):
            moment = {f"{kind}.occurred_from": LATER}
            told_here = facts.record(kind, [row | moment], recorder, "test", uuid4(), LATER)
            assert not told_here.rejections, told_here.rejections
        write_due(LATER + timedelta(minutes=1))
        reply, receipt = register.waiting().filter(node__name=COUNTY)
        raw, second = register.handed_out(reply), register.handed_out(receipt)
        neighbour = own_signing_key()

    with apart(tmp_path, COUNTY, settings):
        cast.install(cast.NOW)
        with pytest.raises(Mistake, match="0 letters of ours with this number went to 白桦县"):
            loaded(raw, "f.sealed", None, LATER, "test")
        county_at_work()
        file = read(opened(raw, county, "f"), "f")
        stranger = [
            replace(line, row={**line.row, "name": "李四"}) if "name" in line.row else line for line in file.lines
        ]
        with pytest.raises(Mistake, match="'李四' is 0 of the names in it"):
            loaded(written(file.head, stranger, neighbour), "f.jsonl", None, LATER, "test")
        loaded(raw, "f.sealed", None, LATER, "test")
        (sent,) = facts.letters.letters(LATER, since=cast.NOW - timedelta(days=1))
        (name,) = sent.names
        assert name.answer is not None and sent.replies[0]["number"] == "白联防函〔2021〕8号"
        assert (name.answer["answer"], name.answer["gone_to"]) == ("gone_to", cast.PREFECTURE)
        assert name.answer["recorded_by"] == "node 白桦县"
        other = read(opened(second, county, "f"), "f")
        wrong = replace(other.lines[0], row={**other.lines[0].row, "transfer": str(uuid4())})
        with pytest.raises(Mistake, match="answers nothing that was handed over to 白桦县"):
            loaded(written(other.head, [wrong], neighbour), "f.jsonl", None, LATER, "test")
        loaded(second, "f.sealed", None, LATER, "test")
        stages = known_by(LATER + timedelta(minutes=1), ["transfer"], {"transfer": [TRANSFER]})["transfer"]
        assert sorted(stages["stage"]) == ["received", "sent"] and set(stages["person"]) == {str(cast.GUEST)}


@pytest.mark.django_db
def test_a_contact_handed_over_and_a_signed_figure_lowered(
    nodes: dict[str, list[bytes]], tmp_path: Path, settings: Any
) -> None:
    figures, fewer, anchor = nodes[PREFECTURE]
    letter, transfer = nodes[NEIGHBOUR]

    def refused(raw: bytes, why: str) -> None:
        before = NodeFile.objects.count(), AuditLine.objects.count()
        with pytest.raises(Mistake, match=why) as told_why:
            loaded(raw, "f.jsonl", None, LATER, "test")
        assert "\n" not in str(told_why.value)
        assert (NodeFile.objects.count(), AuditLine.objects.count()) == before, "and nothing was recorded"

    def signed(raw: bytes, key: Ed25519PrivateKey, change: Any) -> bytes:
        """The file as its sender would have written it otherwise."""
        file = read(raw, "f")
        head, lines = change(file.head, list(file.lines))
        return written(head, lines, key)

    with home(tmp_path, COUNTY, settings):
        county = own_signing_key()

    with apart(tmp_path, PREFECTURE, settings):
        refused(fewer, "number 1 is missing")
        refused(letter, "is for 白桦县, not for us")
        refused(figures.replace(b"2021-01-08", b"2021-01-09"), "was changed after it was signed")
        refused(signed(figures, KEY, lambda head, lines: (head, lines)), "nobody here took in")

        def elsewhere(head: Head, lines: list[Line]) -> tuple[Head, list[Line]]:
            return head, [
                replace(line, row={**line.row, "counted": cast.NEIGHBOUR}) for line in lines if len(line.row) > 8
            ]

        refused(signed(figures, county, elsewhere), "tells of 000122, which is not of 000121")
        refused(
            signed(
                figures, county, lambda head, lines: (head, [replace(lines[0], row={**lines[0].row, "colour": "red"})])
            ),
            "'colour' is no column of sign_off",
        )
        found = loaded(figures, "f.jsonl", None, LATER, "test")
        assert (found.loaded, found.corrected) == (2, 0)
        (count,) = known_by(LATER, ["reported_count"])["reported_count"].to_dicts()
        # By the time the file was written the case had been taken back.
        assert (count["publisher"], count["confirmed"], count["recorded_by"]) == (COUNTY, 0, "node 青禾县")
        refused(figures, "was loaded on .* nothing changed")
        refused(signed(figures, county, lambda head, lines: (head, lines[:1])), "number 1 of 青禾县 was another file")

        assert lowered(cast.DISEASE, cast.NOW - timedelta(days=7), LATER + timedelta(minutes=1)) == []
        loaded(fewer, "f.jsonl", None, LATER, "test")
        (one,) = lowered(cast.DISEASE, cast.NOW - timedelta(days=7), LATER + timedelta(minutes=1))
        assert (one.figure, f"{one.day}", one.units, one.reason) == (
            "confirmed", "2021-01-08", (cast.CDC,), "实验室复核为阴性",
        )  # fmt: skip

        loaded(anchor, "f.jsonl", None, LATER, "test")
        (kept,) = anchors.read("\n".join(anchors_of(COUNTY)))
        assert kept.key == county.public_key().public_bytes_raw()

    with apart(tmp_path, NEIGHBOUR, settings):
        # Sealed twice it is the same file: what was loaded once is known however it comes.
        own = own_signing_key().public_key().public_bytes_raw()
        loaded(sealed(letter, NEIGHBOUR, own), "f.sealed", None, LATER, "test")
        refused(sealed(letter, NEIGHBOUR, own), "was loaded on .* nothing changed")
        refused(sealed(transfer, COUNTY, county.public_key().public_bytes_raw()), "is for 青禾县, not for us")
        refused(sealed(transfer, NEIGHBOUR, own)[:-1], "changed or cut off after it was sealed")
        (came,) = facts.letters.letters(LATER, since=cast.NOW - timedelta(days=1))
        assert (came.incoming, came.row["from_area"], came.row["to_area"]) == (True, cast.COUNTY, cast.NEIGHBOUR)
        assert facts.letters.opened(came.names)[came.names[0].subject]["identity_number"] == "00012119700130003X"

        lines = read(transfer, "f").lines
        claim = next(line for line in lines if line.kind == "duty")
        assert claim.rule.startswith("covid19") and set(claim.facts) <= {line.id for line in lines}
        found = loaded(transfer, "f.jsonl", None, LATER, "test")
        assert found.claims and len(found.persons) == 1
        drain(LATER)
        (sent,) = known_by(LATER, ["transfer"])["transfer"].to_dicts()
        assert (sent["person"], sent["to_unit"]) == (str(found.persons[0]), cast.NEIGHBOUR_COMMAND)
        assert Contact.objects.filter(person=found.persons[0]).exists(), (
            "she is a contact here by the sender's exposure"
        )
        owed = Duty.objects.filter(person=found.persons[0], owed_by=cast.NEIGHBOUR_COMMAND)
        assert owed.exists(), "and what is owed here follows from the plan here"
        known.taken_back(COUNTY, "密钥遗失", None, "test")
        refused(transfer, "was taken back on")
        line = introduction_of(COUNTY, cast.COUNTY, county)
        with pytest.raises(Mistake, match="or was taken back"):
            known.taken_in(str(line), line.fingerprint, None, "test")


@pytest.mark.django_db(databases=["default", "retention"], transaction=True)
def test_what_a_period_removes_lies_in_no_file_either(tmp_path: Path, settings: Any) -> None:
    settings.OUTGOING_FOLDER = tmp_path
    cast.install_places()
    rows = [{"person.name": name, "person.residence": cast.TOWN} for name in ("王五", "陈六")]
    facts.record("people", rows, facts.Recorder("cdc", cast.COUNTY, None), "test", uuid4(), cast.NOW)
    with machine_session():
        people = known_by(cast.NOW, ["person"])["person"]["id"].to_list()
        own = {"name": "白桦县", "area": cast.NEIGHBOUR, "key": b"k" * 32, "taken_in_by": "test"}
        node = Node.objects.create(**own)
        for number, fact in enumerate(people, start=1):
            NodeFile.objects.create(
                node=node, outgoing=True, number=number, tells="transfer", moment=cast.NOW, digest=b"d" * 32,
                facts=[fact], content=b"sealed", recorded_by="test", area_path="/CN/",
            )  # fmt: skip
        path = register._path(NodeFile.objects.get(number=1))
        path.parent.mkdir()
        path.write_bytes(b"sealed")
        assert register.let_go(cast.NOW) == []
    removed("person", people[:1], Rule("rule", "到期", "due", ""), cast.NOW, "machine")
    with machine_session():
        assert [file.number for file in register.let_go(cast.NOW)] == [1] and not path.exists()
        assert NodeFile.objects.get(number=2).content is not None

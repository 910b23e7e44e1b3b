"""An anchor kept elsewhere shows what the chain alone cannot: its end cut off, or all of it written anew."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connections

from lianfang.access import anchors, audit
from lianfang.access.models import Account
from lianfang.vocabulary import Mistake
from unit.access.test_audit import COUNTY, rewritten, ten_lines

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

# What one who holds the database can do: the links made anew over lines of their own choosing.
ANEW = """
DO $$ DECLARE line access_auditline; before bytea := ''; number bigint := 0;
BEGIN
    DELETE FROM access_auditlink;
    FOR line IN SELECT * FROM access_auditline ORDER BY id LOOP
        number := number + 1;
        before := sha256(before || convert_to(access_audit_text(line), 'UTF8'));
        INSERT INTO access_auditlink VALUES (number, line.id, before);
    END LOOP;
END $$
"""


@pytest.fixture(autouse=True)
def keys_here(tmp_path: Path, settings: object) -> None:
    settings.KEYS_FOLDER = tmp_path / "keys"  # type: ignore[attr-defined]


def test_what_was_cut_off_or_written_anew_differs_from_the_anchor() -> None:
    assert anchors.anchor() is None
    zhou = Account.objects.given("zhou.min", None, "cdc", area_path=COUNTY)
    ids = ten_lines(zhou)
    made = anchors.anchor()
    assert made is not None and (made.number, made.line) == (10, ids[-1])
    audit.audited(zhou, "read person 11")
    kept = anchors.read(f"\n{made}\n")
    assert str(kept[0]) == str(made) and anchors.against(kept) == [] == audit.verify()

    rewritten(f"UPDATE access_auditline SET persons = '{{}}' WHERE id = {ids[4]}", ANEW)
    assert audit.verify() == [], "by itself the chain made anew holds"
    [broken] = anchors.against(kept)
    assert broken.number == 10 and "written anew" in broken.what

    rewritten(f"DELETE FROM access_auditline WHERE id > {ids[7]}", ANEW)
    assert audit.verify() == []
    [broken] = anchors.against(kept)
    assert "cut off" in broken.what
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM access_auditlink")
        assert cursor.fetchone() == (8,)


def test_an_anchor_that_was_changed_or_is_anothers_says_so(tmp_path: Path, settings: object) -> None:
    ten_lines(Account.objects.given("zhou.min", None, "cdc", area_path=COUNTY))
    made = anchors.anchor()
    assert made is not None
    [changed] = anchors.against([replace(made, number=9)])
    assert "does not bear the signature" in changed.what
    settings.KEYS_FOLDER = tmp_path / "others"  # type: ignore[attr-defined]
    [other] = anchors.against([made])
    assert "another installation" in other.what


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a.txt holds no anchor"),
        ("hello", "a.txt:1: 'hello' is no anchor"),
        ("\nlianfang-audit 2021-01-10T00:00:00Z 1 1 zz zz zz", "a.txt:2:"),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_line(text: str, said: str) -> None:
    with pytest.raises(Mistake, match=said.replace(".", r"\.")):
        anchors.read(text, "a.txt")

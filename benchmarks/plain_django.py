"""The twin of loading a line list as one would write it in plain Django: a row at a time, models, bulk_create.

The same checks, matching, encryption and facts as the ledger's own door; 2,000 rows a batch, three look-ups a batch.
"""

import csv
import re
import time
from collections.abc import Iterator
from datetime import date, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
KINDS = ("person", "case", "severity", "outcome")
BATCH = 2000
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
AREAS = [
    {"code": "CN", "name": "中国", "level": "nation"},
    {"code": "230127", "name": "木兰县", "level": "county", "parent": "CN"},
    {"code": "230127001", "name": "木兰镇", "level": "town", "parent": "230127"},
    {"code": "230127002", "name": "东兴镇", "level": "town", "parent": "230127"},
]


class Refused(ValueError):
    """A row that cannot be recorded."""


def areas_put_in() -> None:
    """The areas that the made list names."""
    from lianfang.places.tree import install_areas

    install_areas(AREAS)


def timed_plain(path: Path, at: datetime) -> tuple[float, tuple[int, int]]:
    """Seconds, and (loaded, rejected), of recording the list into an emptied ledger."""
    from django.db import connections

    from lianfang.access.session import machine_session
    from lianfang.facts.tables import table_of

    with connections["owner"].cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(map(table_of, KINDS))}, facts_touched")
    begin = time.perf_counter()
    with machine_session():
        counts = _Loader(path, at).counts()
    return time.perf_counter() - begin, counts


class _Loader:
    def __init__(self, path: Path, at: datetime) -> None:
        from lianfang import vocabulary
        from lianfang.facts.tables import model_of
        from lianfang.places.models import Area

        self.path, self.at, self.request = path, at, uuid4()
        self.models = {kind: model_of(kind) for kind in KINDS}
        self.areas = {spelling: area.code for area in Area.objects.all() for spelling in (area.code, area.name)}
        self.words = {
            column.name: {
                word.casefold(): option.name
                for option in column.options
                for word in (option.name, option.zh, option.en, *option.also)
            }
            for kind in KINDS
            for column in vocabulary.kind(kind).columns
            if column.options
        }

    def counts(self) -> tuple[int, int]:
        loaded = rejected = 0
        batch: list[dict[str, Any]] = []
        with self.path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                try:
                    batch.append(self._checked({name: cell.strip() for name, cell in row.items()}))
                except Refused:
                    rejected += 1
                if len(batch) == BATCH:
                    loaded += self._written(batch)
                    batch = []
        return loaded + (self._written(batch) if batch else 0), rejected

    def _checked(self, row: dict[str, str]) -> dict[str, Any]:
        """The row's values. Raises Refused."""
        told = {
            "number": row["病例编号"],
            "name": row["姓名"],
            "sex": self._choice("sex", row["性别"]),
            "birth": self._day(row["出生日期"]),
            "identity": self._identity(row["身份证号"]),
            "telephone": row["联系电话"],
            "address": row["现住详细地址"],
            "onset": self._day(row["发病日期"]),
            "classified": self._moment(row["诊断时间"]),
            "classification": self._choice("classification", row["病例分类"]),
            "responsible": self.areas.get(row["责任辖区"]),
            "severity": self._choice("severity", row["临床分型"]),
            "graded": self._moment(row["分型时间"]),
            "outcome": self._choice("outcome", row["转归"]),
            "ended": self._moment(row["转归日期"]),
        }
        if not re.fullmatch(r"1[3-9]\d{9}", told["telephone"]):
            raise Refused("telephone")
        if re.search(r"\d{7}", told["name"]) or told["responsible"] is None:
            raise Refused("name or area")
        if told["classified"] is None or told["classification"] is None:
            raise Refused("classification is missing")
        if told["onset"] and told["birth"] and told["onset"] < told["birth"]:
            raise Refused("onset before birth")
        if told["ended"] and told["onset"] and told["onset"] > told["ended"].astimezone(ZONE).date():
            raise Refused("onset after outcome")
        if told["identity"] and told["birth"] and told["identity"][6:14] != f"{told['birth']:%Y%m%d}":
            raise Refused("another birth date")
        return told

    def _choice(self, column: str, text: str) -> str | None:
        if not text:
            return None
        if (found := self.words[column].get(text.casefold())) is None:
            raise Refused(column)
        return found

    def _day(self, text: str) -> date | None:
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise Refused("date") from None
        if day > self.at.astimezone(ZONE).date() or day.year < 1900:
            raise Refused("date")
        return day

    def _moment(self, text: str) -> datetime | None:
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text).replace(tzinfo=ZONE)
        except ValueError:
            raise Refused("moment") from None
        if moment > self.at:
            raise Refused("future")
        return moment

    def _identity(self, text: str) -> str | None:
        if not text:
            return None
        if not re.fullmatch(r"\d{17}[\dX]", text):
            raise Refused("identity")
        if "10X98765432"[sum(int(d) * w for d, w in zip(text[:17], WEIGHTS, strict=True)) % 11] != text[17]:
            raise Refused("check digit")
        self._day(f"{text[6:10]}-{text[10:12]}-{text[12:14]}")
        return text

    def _written(self, batch: list[dict[str, Any]]) -> int:
        """Matches and writes a batch whole; answers how many rows."""
        from django.db import transaction

        from lianfang.access.ciphers import encrypted, lookup_hashes
        from lianfang.facts.matching import pinyin_key
        from lianfang.facts.models import Touched

        people, month = self.models["person"].objects, self.at.strftime("%Y-%m")
        hashes = lookup_hashes([row["identity"] for row in batch])
        phones = lookup_hashes([row["telephone"] for row in batch])
        places = lookup_hashes([row["address"] for row in batch])
        sealed = encrypted([row[name] for row in batch for name in ("identity", "telephone", "address")], month)
        by_hash = {bytes(p.identity_number_hash): p.subject for p in people.filter(identity_number_hash__in=hashes)}
        births = {row["birth"] for row in batch}
        alike = {
            (name, birth): (subject, identity)
            for name, birth, subject, identity in people.filter(
                birth__in=births, name__in={row["name"] for row in batch}
            ).values_list("name", "birth", "subject", "identity_number_hash")
        }
        cases = {
            case.number: case.subject
            for case in self.models["case"].objects.filter(number__in=[row["number"] for row in batch])
        }
        facts: dict[str, list[Any]] = {kind: [] for kind in KINDS}
        for i, row in enumerate(batch):
            person = by_hash.get(hashes[i])
            if person is None:
                known = alike.get((row["name"], row["birth"]))
                # The same name and birth date with another identity number is another person.
                person = by_hash[hashes[i]] = known[0] if known and known[1] is None else uuid4()
            case = cases.setdefault(row["number"], uuid4())
            for kind, subject, when, content in self._told(row, person, case):
                if kind == "person":
                    content |= {
                        "name_key": pinyin_key(row["name"]),
                        "identity_number": sealed[3 * i],
                        "identity_number_hash": hashes[i],
                        "telephone": sealed[3 * i + 1],
                        "telephone_hash": phones[i],
                        "address": sealed[3 * i + 2],
                        "address_hash": places[i],
                    }
                facts[kind].append(self._fact(kind, subject, when, content))
        with transaction.atomic():
            for kind, rows in facts.items():
                keys = [fact.key for fact in rows]
                here = set(self.models[kind].objects.filter(key__in=keys).values_list("key", flat=True))
                new = [fact for fact in rows if fact.key not in here]
                self.models[kind].objects.bulk_create(new, batch_size=BATCH)
                Touched.objects.bulk_create([Touched(kind=kind, subject=fact.subject) for fact in new])
        return len(batch)

    def _told(
        self, row: dict[str, Any], person: UUID, case: UUID
    ) -> Iterator[tuple[str, UUID, datetime, dict[str, Any]]]:
        """The facts of one row: kind, subject, moment, content."""
        yield "person", person, self.at, {"name": row["name"], "sex": row["sex"], "birth": row["birth"]}
        told = {name: row[name] for name in ("number", "classification", "onset", "responsible")}
        yield "case", case, row["classified"], {"person": person, "disease": "covid19", **told}
        if row["severity"]:
            yield "severity", case, row["graded"], {"person": person, "severity": row["severity"]}
        if row["outcome"]:
            yield "outcome", case, row["ended"], {"person": person, "outcome": row["outcome"]}

    def _fact(self, kind: str, subject: UUID, when: datetime, content: dict[str, Any]) -> Any:
        of = {"person": "", "case": "classification", "severity": "severity", "outcome": "outcome"}[kind]
        key = f"{kind}\x1f{subject}\x1f{content.get(of, '')}"
        text = "\x1f".join(map(str, content.values())) + str(when)
        return self.models[kind](
            id=uuid4(),
            subject=subject,
            occurred_from=when,
            known_at=self.at,
            recorded_by="plain",
            source=self.path.name,
            area="CN",
            area_path="/CN/",
            request=self.request,
            key=UUID(bytes=blake2b(key.encode(), digest_size=16).digest()),
            content=UUID(bytes=blake2b(text.encode(), digest_size=16).digest()),
            **content,
        )

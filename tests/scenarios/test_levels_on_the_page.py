"""28 February 2020 on the page: the map of equal tiles of China's prefectures, Hubei's declared counties beside."""

import csv
import gzip
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
NIGHT = datetime(2020, 2, 28, 15, 59, tzinfo=UTC)


@pytest.fixture
def commander_of(shared_data: Path, tmp_path: Path) -> Callable[[str], Client]:
    """The published figures up to that day and the declared list, loaded as a node would; who looks at an area."""
    from lianfang.access.models import Account
    from lianfang.access.session import machine_session
    from lianfang.facts import clock
    from lianfang.facts.load import Options, load
    from lianfang.places.tree import path_of
    from lianfang.situation.outbox import drain

    clock.set_to(NIGHT)
    counts, declared = tmp_path / "counts.csv", tmp_path / "declared.csv"
    with gzip.open(shared_data / "china-2020/prefecture_daily.csv.gz", "rt", encoding="utf-8") as file:
        head, *lines = file.readlines()
    # What a window of 14 days looks back upon, and a few days more.
    until = [line for line in lines if "2020-02-10" <= line < "2020-02-29"]
    counts.write_text(head + "".join(until), encoding="utf-8")
    with (shared_data / "hubei-2020/hubei_county_risk_20200228.csv").open(encoding="utf-8") as file:
        rows = [[row["code"], row["risk"], "risk", "2020-02-28 12:00", "湖北"] for row in csv.DictReader(file)]
    with declared.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["公告辖区", "等级", "事项", "生效时间", "公告编号"], *rows])
    load("areas", shared_data / "areas/gbt2260_2019.csv", Options(), NIGHT)
    assert load("counts", counts, Options(map="china_2020_national"), NIGHT).loaded == len(until)
    assert load("declaration", declared, Options(disease="covid19"), NIGHT).loaded == 103
    drain(NIGHT)

    def client(area: str) -> Client:
        with machine_session():
            account: Any = Account.objects.given(
                f"province-{area}", "pass-word-1", "province", name="省级", area=area, area_path=path_of(area)
            )
        made = Client()
        made.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        made.cookies["django_language"] = "en"
        return made

    return client


def test_the_nation_sees_its_prefectures(commander_of: Callable[[str], Client]) -> None:
    nation = commander_of("CN")
    page = nation.get("/levels/?of=prefecture").content.decode()
    views = dict(re.findall(r'<a href="\?[^"]*show=(\w+)[^"]*"[^>]*>[^<]*<b>(\d+)</b>', page))
    # Fushun, of which nobody had published anything, has no level and no row.
    assert views == {"undecided": "69", "medium": "106", "low": "157", "differs": str(69 + 106)}
    assert Counter(re.findall(r'class="level-tile ([^"]*)"', page)) == {"low": 157, "medium": 106, "medium to-high": 69}
    every = nation.get("/levels/?of=prefecture&show=undecided&export=csv").content.decode("utf-8-sig")
    listed = list(csv.DictReader(every.splitlines()))
    assert len(listed) == 69 and {row["Lowest"] for row in listed} == {"medium"}
    wuhan = next(row for row in listed if row["Code"] == "420100")
    assert (wuhan["Confirmed cases to date"], wuhan["New confirmed cases in 14 days"]) == ("48137.0", "12146.0")
    # As it was known a day before nothing of this was.
    assert "level-tile" not in nation.get("/levels/?of=prefecture&as-of=2020-02-20").content.decode()


def test_hubei_sees_what_it_declared_beside(commander_of: Callable[[str], Client]) -> None:
    page = commander_of("420000").get("/levels/?of=county").content.decode()
    rows = re.findall(r'<tr id="\d+">.*?</tr>', page, flags=re.DOTALL)
    shown = [re.findall(r'id="(\d+)"', row)[0] for row in rows]
    assert {"429004", "429005", "429006", "429021"} == set(shown)
    assert all("湖北" in row for row in rows)
    assert "to be declared" not in page

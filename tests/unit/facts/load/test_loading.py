"""Rows in, figures that add up; again, nothing; mended rejects and edited exports, just their difference."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lianfang import facts
from lianfang.access.session import machine_session
from lianfang.facts import load as loading
from lianfang.vocabulary import Mistake

pytestmark = pytest.mark.django_db

Loaded = Callable[..., Any]
AT = datetime(2021, 1, 10, 8, tzinfo=UTC)


def known(kind: str) -> Any:
    """The facts of a kind as the machine sees them: all areas'."""
    with machine_session():
        return facts.known_by(AT, [kind])[kind]


HEADER = "病例编号,姓名,性别,年龄,发病日期,诊断时间,病例分类,责任辖区\n"
ONE = "A1,张三,男,40,2021-01-03,2021-01-05,确诊,木兰镇\n"
TWO = "A2,李四,女,35,2021-01-04,2021-01-06,疑似,东兴镇\n"


def figures(answer: Any) -> tuple[int, int, int, int, int]:
    return answer.rows, answer.loaded, answer.unchanged, answer.corrected, answer.rejected


def test_chinese_headers_need_no_mapping_and_the_same_file_again_changes_nothing(areas: None, loaded: Loaded) -> None:
    assert figures(loaded("linelist", HEADER + ONE + TWO, disease="covid19")) == (2, 2, 0, 0, 0)
    assert figures(loaded("linelist", HEADER + ONE + TWO, disease="covid19")) == (2, 0, 2, 0, 0)
    found = {kind: known(kind) for kind in ("case", "person")}
    assert sorted(found["case"]["number"]) == ["A1", "A2"]
    assert sorted(found["case"]["responsible"]) == ["230127001", "230127002"]
    assert sorted(found["person"]["name"]) == ["张三", "李四"]


def test_english_headers_mean_the_same(areas: None, loaded: Loaded) -> None:
    text = "Case_ID,name,SEX,Classified,classification,Responsible area\nA1,Li Lei,M,2021-01-05,confirmed,230127\n"
    assert figures(loaded("linelist", text, disease="covid19")) == (1, 1, 0, 0, 0)


def test_gb18030_full_width_and_titles(areas: None, loaded: Loaded) -> None:
    text = "木兰县病例一览表,,,,,,,\n" + HEADER + ONE.replace("40", "４０").replace("张三", "𠮷三") + "合计,1,,,,,,\n"
    answer = loaded("linelist", text.encode("gb18030"), disease="covid19")
    assert figures(answer) == (1, 1, 0, 0, 0)
    assert [number for _, number, _ in answer.skipped] == [4]
    assert known("person")["name"].to_list() == ["𠮷三"]


def test_rejects_have_the_files_own_columns_and_load_again_when_mended(
    areas: None, loaded: Loaded, tmp_path: Path
) -> None:
    answer = loaded("linelist", HEADER + ONE + TWO.replace("疑似", "不知"), disease="covid19")
    assert figures(answer) == (2, 1, 0, 0, 1)
    out = tmp_path / "rejected.csv"
    loading.write_rejects(answer.rejects, out)
    text = out.read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == HEADER.strip() + ",row,reason"
    mended = loaded("linelist", text.replace("不知", "疑似"), name="rejected.csv", disease="covid19")
    assert figures(mended) == (1, 1, 0, 0, 0)


def test_a_preview_says_row_by_row_what_would_change_and_changes_nothing(areas: None, loaded: Loaded) -> None:
    loaded("linelist", HEADER + ONE, disease="covid19")
    edited = HEADER + ONE.replace("40", "41").replace("2021-01-03", "2021-01-02") + TWO + "A3,,,,,,确诊,木兰镇\n"
    shown = loaded("linelist", edited, dry=True, disease="covid19")
    assert figures(shown.answer) == (3, 1, 0, 1, 1)
    first, second, third = shown.rows
    assert (first.row, first.state) == (2, "corrected")
    assert set(first.changes) == {
        ("person.age", "40.0", "41.0"),
        ("case.onset", "2021-01-03", "2021-01-02"),
    }
    assert (second.row, second.state, second.changes) == (3, "loaded", ())
    assert (third.row, third.state) == (4, "rejected") and "诊断时间" in third.reason
    assert known("case").height == 1
    assert figures(loaded("linelist", edited, disease="covid19")) == (3, 1, 0, 1, 1)


def test_a_list_of_mere_names_twice_is_no_second_list(areas: None, loaded: Loaded) -> None:
    text = "姓名,方向,到达时间,出发地\n王五,来,2021-01-08 10:00,230100\n赵六,来,2021-01-08 11:00,哈尔滨市\n"
    assert figures(loaded("journeys", text)) == (2, 2, 0, 0, 0)
    assert figures(loaded("journeys", text)) == (2, 0, 2, 0, 0)
    assert known("person").height == 2


def test_a_file_that_contradicts_itself_settles(areas: None, loaded: Loaded) -> None:
    text = HEADER + ONE + ONE.replace("40", "44")
    loaded("linelist", text, disease="covid19")
    assert figures(loaded("linelist", text, disease="covid19")) == (2, 0, 2, 0, 0)
    assert known("person")["age"].to_list() == [44.0]
    # What the ledger says last is the same; what the first row adds is not lost for it.
    more = HEADER.strip() + ",联系电话\n" + ONE.strip() + ",13812345678\n" + ONE.replace("40", "44").strip() + ",\n"
    assert loaded("linelist", more, disease="covid19").corrected == 2
    assert known("person")["age"].to_list() == [44.0]


def test_history_is_known_when_its_column_says(areas: None, loaded: Loaded) -> None:
    text = HEADER.strip() + ",上报\n" + ONE.strip() + ",2021-01-06 09:00\n"
    loaded("linelist", text, disease="covid19", known_at="上报")
    assert known("case")["known_at"][0].isoformat() == "2021-01-06T01:00:00+00:00"
    with pytest.raises(Mistake, match="--known-at"):
        loaded("linelist", text, disease="covid19", known_at="没有")


def test_chunks_add_up_like_one(areas: None, loaded: Loaded) -> None:
    rows = "".join(f"B{i},某{i},男,40,2021-01-03,2021-01-05,确诊,木兰镇\n" for i in range(25))
    assert figures(loaded("linelist", HEADER + rows, disease="covid19", chunk=7)) == (25, 25, 0, 0, 0)


def test_who_infected_whom_stands_in_the_case(areas: None, loaded: Loaded) -> None:
    loaded("linelist", HEADER + ONE + TWO, disease="covid19")
    answer = loaded("links", "infector,infectee\nA1,A2\nA9,A2\nA1,A8\n", disease="covid19")
    assert figures(answer) == (3, 1, 0, 0, 2)
    assert [(r.row, r.column, r.value) for r in answer.rejections] == [(3, "infector", "A9"), (4, "infectee", "A8")]
    found = {row["number"]: row["index_number"] for row in known("case").iter_rows(named=True)}
    assert found == {"A1": None, "A2": "A1"}
    again = loaded("links", "infector,infectee\nA1,A2\n", disease="covid19")
    assert figures(again) == (1, 0, 1, 0, 0)

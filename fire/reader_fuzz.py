"""Whatever reads what people send, fed with what nobody would send: good files bent, cut and glued, and noise.

A reader answers, or says in one line what is wrong (`Mistake`); any other exception is a fault. `TARGETS` names each
with what Hypothesis draws for it.
"""

import io
import tempfile
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import xlsxwriter
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from lianfang import plan
from lianfang.exchange.letters import read_letter_text
from lianfang.exchange.messages import read_message
from lianfang.facts.reading import read as read_file
from lianfang.trace import itinerary
from lianfang.vocabulary import Mistake

AT = datetime(2021, 1, 20, 4, tzinfo=UTC)
# What has broken readers: of every programme that takes text from others.
ODD = (
    "", "1e309", "-1e309", "NaN", "inf", "=1+1", "@SUM(A1)", "\x00", "\ufeff", "\u202e", "𠮷", "<svg onload=alert(1)>",
    "<script>1</script>", "../../etc/passwd", "%s%n", "{{7*7}}", "99999999999999999999", "2021-02-30", "0000-00-00",
    "12:99", "一百零一", "１２", "'", '"', ";", "\t", "\r", "\n", "-" * 300, "9" * 400, "身份证号230121199003074219",
)  # fmt: skip
HEADERS = ("姓名", "身份证号", "采样时间", "检测结果", "送检单位", "发病日期", "电话", "Ct值", "name", "", "姓名")
PROSE = (
    "1月3日", "上午9时", "乘坐G8087次", "5车12A", "在", "河东市场", "购物", "，", "。", "采样", "阳性", "张三",
    "13800138000", "230121199003074219", "新民镇", "1、", "女，35岁", "确诊病例", "2021年", "12月32日", "25时",
    "联系人", "密接", "核酸阴性",
)  # fmt: skip

pieces = st.lists(st.sampled_from(PROSE) | st.sampled_from(ODD) | st.text(max_size=4), max_size=16).map("".join)
cells = st.sampled_from(ODD) | st.text(max_size=12) | st.sampled_from(PROSE)
rows = st.lists(st.lists(cells, max_size=8), max_size=8)


@cache
def workbook() -> bytes:
    """A small list as a spreadsheet has it."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept)
    sheet = book.add_worksheet("名单")
    for number, row in enumerate((HEADERS, ("张三", "230121199003074219", 44211.5, "阴性", "县医院", "2021-01-03"))):
        sheet.write_row(number, 0, row)
    sheet.merge_range(3, 0, 4, 2, "合计")
    book.close()
    return kept.getvalue()


@st.composite
def bent_workbooks(draw: st.DrawFn) -> bytes:
    """The small list, with bytes changed, cut off or put in: in the packing, or within what is packed."""
    raw = workbook()
    if draw(st.booleans()):
        return _bent(draw, raw)
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = draw(st.sampled_from(old.namelist()))
        for name in old.namelist():
            new.writestr(name, _bent(draw, old.read(name)) if name == chosen else old.read(name))
    return kept.getvalue()


def _bent(draw: st.DrawFn, raw: bytes) -> bytes:
    at = draw(st.integers(0, len(raw)))
    length = draw(st.integers(0, 40))
    return raw[:at] + draw(st.binary(max_size=20)) + raw[at + length :]


@st.composite
def tables_of_text(draw: st.DrawFn) -> bytes:
    """Rows under headers that are known, in an encoding that people use, or nearly."""
    separator = draw(st.sampled_from([",", "\t", ";", "|"]))
    quote = draw(st.sampled_from(["", '"']))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    lines = [list(draw(st.permutations(HEADERS))), *draw(rows)]
    text = end.join(separator.join(f"{quote}{cell}{quote}" for cell in line) for line in lines)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "latin-1"]))
    return _bent(draw, text.encode(encoding, "replace"))


def web_page(told: list[str]) -> bytes:
    """A table as a web page has it, with what was drawn in its cells as it stands: markup too."""
    inside = "".join(f"<td>{cell}" for cell in told)
    return f"<table><tr><th>姓名<th>电话<tr><td>张三<td>1<tr>{inside}</table>".encode("utf-8", "replace")


def _file(raw: bytes, ending: str) -> None:
    with tempfile.NamedTemporaryFile(suffix=ending) as kept:
        kept.write(raw)
        kept.flush()
        # Enough for any of these; what unpacks to more is refused.
        for sheet in read_file(Path(kept.name), limit_bytes=1_000_000, words=HEADERS):
            assert sheet.rows.height == len(sheet.row_numbers)


@cache
def _plans() -> tuple[str, ...]:
    from importlib.resources import files

    return tuple(
        one.read_text(encoding="utf-8") for one in files("lianfang.plans").iterdir() if one.name[-5:] == ".yaml"
    )


@st.composite
def bent_plans(draw: st.DrawFn) -> str:
    """A plan that ships, with a line cut, doubled, moved or replaced by an odd one."""
    lines = draw(st.sampled_from(_plans())).splitlines()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        kept = lines[at]
        cut = draw(st.integers(0, len(kept)))
        lines[at : at + 1] = draw(
            st.sampled_from([[], [kept, kept], [kept[:cut]], [kept[:cut] + draw(cells) + kept[cut:]], [f" {kept}"]])
        )
        lines = lines or [""]
    return "\n".join(lines)


def _plan(text: str) -> None:
    made, findings = plan.load(text, "bent.yaml")
    assert made is not None or findings


TARGETS: dict[str, tuple[st.SearchStrategy, Callable[..., object]]] = {
    "workbook": (bent_workbooks(), lambda raw: _file(raw, ".xlsx")),
    "table": (tables_of_text(), lambda raw: _file(raw, ".csv")),
    "web page": (st.lists(cells, max_size=6).map(web_page), lambda raw: _file(raw, ".xls")),
    "itinerary": (pieces, lambda text: itinerary.read(text, date(2021, 1, 31))),
    "message": (pieces, lambda text: read_message(text, date(2021, 1, 31))),
    "letter": (pieces, lambda text: read_letter_text(text, date(2021, 1, 31))),
    "plan": (bent_plans(), _plan),
}


def fuzzed(target: str, examples: int, number: int) -> dict[str, int]:
    """So many inputs for a reader; the same `number` gives the same. Answers how many it read and how many it refused.

    Raises what the reader raised, other than its one line, with the smallest input that does so.
    """
    strategy, reader = TARGETS[target]
    counts = {"read": 0, "refused": 0}

    @seed(number)
    @settings(
        max_examples=examples, deadline=None, database=None, phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def ask(drawn: object) -> None:
        try:
            reader(drawn)
            counts["read"] += 1
        except Mistake as mistake:
            assert str(mistake) and "\n" not in str(mistake)
            counts["refused"] += 1

    ask()
    return counts

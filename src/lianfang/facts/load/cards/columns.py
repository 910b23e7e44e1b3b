"""The columns of the export of report cards, in its order, with the names that other years gave them."""

from collections.abc import Iterable
from dataclasses import dataclass

from lianfang.facts.reading import header_key

CARDS = "cards"


@dataclass(frozen=True, slots=True)
class CardColumn:
    """A column of the export: its header, the ledger's columns that it fills, other years' headers for it.

    A column that fills none is kept with the card's cells, for the print and for the row to copy.
    """

    header: str
    fills: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def _column(header: str, *fills: str, also: tuple[str, ...] = ()) -> CardColumn:
    return CardColumn(header, fills, also)


COLUMNS: tuple[CardColumn, ...] = (
    _column("卡片ID", "card.card", also=("卡片标识", "卡ID")),
    _column("卡片编号", "card.number", "case.number"),
    _column("卡片状态", "card.status"),
    _column("患者姓名", "person.name"),
    _column("患儿家长姓名", "person.guardian_name", also=("家长姓名",)),
    _column("有效证件号", "person.identity_number", also=("身份证号", "证件号码")),
    _column("性别", "person.sex"),
    _column("出生日期", "person.birth"),
    _column("年龄", "person.age"),
    _column("患者工作单位", "person.workplace", also=("工作单位",)),
    _column("联系电话", "person.telephone"),
    _column("病人属于"),
    _column("现住地址国标", "person.residence"),
    _column("现住详细地址", "person.address"),
    _column("人群分类", "person.occupation", also=("职业",)),
    _column("病例分类", "case.classification"),
    _column("病例分类2"),
    _column("发病日期", "case.onset"),
    _column("诊断时间", "case.occurred_from", also=("诊断日期",)),
    _column("死亡日期", "outcome.occurred_from"),
    _column("疾病名称", "card.disease_name", "card.disease", "case.disease", also=("病种",)),
    _column("订正前病种"),
    _column("订正前诊断时间"),
    _column("订正前终审时间"),
    _column("填卡医生"),
    _column("医生填卡日期", also=("填卡日期", "填卡时间")),
    _column("报告单位地区编码"),
    _column("报告单位", "card.unit_name"),
    _column("单位类型"),
    _column("报告卡录入时间", "card.entered", "case.reported", also=("录入时间",)),
    _column("录卡用户"),
    _column("录卡用户所属单位"),
    _column("县区审核时间", "card.reviewed_county"),
    _column("地市审核时间", "card.reviewed_prefecture"),
    _column("省市审核时间", "card.reviewed_province"),
    _column("审核状态"),
    _column("订正报告时间", "card.revised"),
    _column("订正终审时间"),
    _column("终审死亡时间"),
    _column("订正用户"),
    _column("订正用户所属单位"),
    _column("删除时间", "card.deleted", also=("（删除/标注）时间",)),
    _column("删除用户", also=("（删除/标注）用户",)),
    _column("删除用户所属单位", also=("（删除/标注）用户所属单位",)),
    _column("删除原因", "card.deletion_reason", also=("（删除/未纳入统计）原因",)),
    _column("备注", "case.note"),
)
HEADERS: tuple[str, ...] = tuple(column.header for column in COLUMNS)
_BY_FORM = {form: column for column in COLUMNS for form in (column.header, *column.also)}
_BY_KEY = {header_key(form): column for form, column in _BY_FORM.items() if not form.startswith("（")}
_BY_FULL = {full: column for column in COLUMNS for full in column.fills}


def words() -> frozenset[str]:
    """Every form of every header, for finding the header beneath the two lines above it."""
    return frozenset(_BY_FORM) | frozenset(_BY_KEY)


def column_of(header: str) -> CardColumn | None:
    """The column that a header of a file means, in this year's words or another's."""
    return _BY_FORM.get(header.strip()) or _BY_KEY.get(header_key(header))


def columns_of(headers: Iterable[str]) -> dict[str, list[str]]:
    """For each of the ledger's columns the headers that fill it."""
    found: dict[str, list[str]] = {}
    for header in headers:
        column = column_of(header)
        for full in column.fills if column else ():
            found.setdefault(full, []).append(header)
    return found


def kept_by(header: str) -> str:
    """The name under which the cells of a column are kept with the card: this year's header, whatever the file's."""
    column = column_of(header)
    return column.header if column else header.strip()


def header_of(full: str) -> str:
    """The export's header for one of the ledger's columns."""
    return _BY_FULL[full].header

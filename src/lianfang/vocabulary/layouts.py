"""Layouts: the rows that people keep, each several kinds of fact told at once. Imports, forms and exports read them."""

from lianfang.vocabulary.kind import Kind, Layout
from lianfang.vocabulary.kinds import cases, command, contacts, laboratory, movement, observation, people

_PERSON = people.PERSON_KIND

LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "linelist",
        "病例一览表",
        "Line list",
        parts=(_PERSON, cases.CASE_KIND, cases.SEVERITY, cases.OUTCOME, cases.ADMISSION, people.SYMPTOM),
        always=("case",),
        needs={
            "severity": ("severity",),
            "outcome": ("outcome",),
            "admission": ("occurred_from", "hospital", "room"),
            "symptom": ("symptom",),
        },
    ),
    Layout(
        "cards",
        "网络直报报告卡",
        "Report cards of the national system",
        parts=(_PERSON, cases.CASE_KIND, cases.OUTCOME, cases.CARD),
        always=("case", "card"),
        needs={"outcome": ("occurred_from",)},
    ),
    Layout("people", "人员名册", "People", parts=(_PERSON,)),
    Layout(
        "journeys",
        "来（返）人员登记表",
        "Journeys",
        parts=(_PERSON, movement.JOURNEY),
        always=("journey",),
    ),
    Layout(
        "registrations",
        "卡口登记表",
        "Registrations at a door",
        parts=(_PERSON, movement.JOURNEY, observation.HEALTH_CHECK),
        always=("journey",),
        needs={"health_check": ("temperature",)},
    ),
    Layout(
        "exposures",
        "密接名单",
        "Contacts as told",
        parts=(_PERSON, contacts.EXPOSURE),
        always=("exposure",),
    ),
    Layout(
        "tests",
        "检测结果表",
        "Tests",
        parts=(_PERSON, laboratory.SPECIMEN, laboratory.TEST_RESULT),
        always=("specimen",),
        needs={"test_result": ("result",)},
    ),
    Layout(
        "results",
        "实验室结果文件",
        "Laboratory results by specimen number",
        parts=(laboratory.SPECIMEN, laboratory.TEST_RESULT),
        always=("test_result",),
        needs={"specimen": ("occurred_from",)},
    ),
    Layout(
        "goods-tests",
        "物品和环境检测表",
        "Tests of goods and surfaces",
        parts=(laboratory.SPECIMEN, laboratory.TEST_RESULT),
        always=("specimen",),
        needs={"test_result": ("result",)},
    ),
    Layout(
        "observations",
        "隔离观察人员名册",
        "People under observation",
        parts=(_PERSON, observation.OBSERVATION),
        always=("observation",),
    ),
    Layout(
        "health-checks",
        "体温登记表",
        "Health checks",
        parts=(_PERSON, observation.HEALTH_CHECK),
        always=("health_check",),
    ),
    Layout(
        "memberships",
        "班级（单位）名册",
        "Members",
        parts=(_PERSON, people.MEMBERSHIP),
        always=("membership",),
    ),
    Layout(
        "handlings",
        "货物接触人员名单",
        "Who handled goods",
        parts=(_PERSON, contacts.HANDLING),
        always=("handling",),
    ),
    Layout("counts", "上报数字", "Reported counts", parts=(command.REPORTED_COUNT,)),
    Layout("risk-areas", "风险地区名单", "Risk areas", parts=(command.DECLARATION,)),
    Layout("sign-offs", "日报告报送", "Sign-offs", parts=(command.SIGN_OFF,)),
    Layout("tasks", "督办台账", "Tasks", parts=(command.TASK,)),
    Layout("consignments", "调拨（流向）登记表", "Consignments", parts=(command.CONSIGNMENT,)),
    Layout("stock", "库存表", "Stock", parts=(command.STOCK,)),
)


def layout_of(kind: Kind) -> Layout:
    """The layout of one kind told alone: its own columns, before them the person's where it is about a person."""
    if kind.name != "person" and kind.about_a_person:
        return Layout(kind.name, kind.zh, kind.en, parts=(_PERSON, kind), always=(kind.name,))
    return Layout(kind.name, kind.zh, kind.en, parts=(kind,))

"""Nation, province, county: which layer gave each value, and how far each may go."""

from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang import plan
from lianfang.plan.ordering import at_most, direction, open_end, within_limits
from lianfang.plan.shelf import beside, shipped

GOOD = Path(__file__).parents[2] / "plan_errors" / "good"
NATION = (GOOD / "nation.yaml").read_text("utf-8")
COUNTY = (GOOD / "county.yaml").read_text("utf-8")
PROVINCE = """plan: province
stands on: nation
name: {zh: 省, en: Province}
level: province
lower may add: [health_check]
sets:
  isolation_length:
    value: 17 days
    reason: {zh: 因, en: Why}
    milder: {zh: 较轻, en: Milder}
    source: {document: 省示例, clause: 第一条, date: 2021-01-01}
  told:
    within: 18 h
    reason: {zh: 因, en: Why}
    milder: {zh: 较轻, en: Milder}
    source: {document: 省示例, clause: 第二条, date: 2021-01-01}
"""
ON_PROVINCE = COUNTY.replace("stands on: nation", "stands on: province")


def loaded(text: str, **others: str) -> tuple[plan.Plan | None, list[str]]:
    read, findings = plan.load(text, "county.yaml", {"nation": NATION, **others}.get)
    return read, [finding.name for finding in findings]


def test_three_layers_and_who_gave_what():
    read, findings = loaded(ON_PROVINCE, province=PROVINCE)
    assert findings == []
    assert [layer.id for layer in read.layers] == ["nation", "province", "county"]
    assert (read.id, read.names.en) == ("nation", "Example")
    length = read.parameter("isolation_length")
    assert [(one.layer, one.before, one.value) for one in length.settings] == [
        ("province", timedelta(days=14), timedelta(days=17)),
        ("county", timedelta(days=17), timedelta(days=21)),
    ]
    assert (length.value, length.given_by) == (timedelta(days=21), "county")
    assert read.parameter("report_time").given_by == "nation"
    told = read.rule("told")
    assert [one.layer for one in told.settings] == ["province", "county"]
    assert told.owes.within == timedelta(hours=12)
    assert {rule.id: rule.layer for rule in read.rules} == {
        "report": "nation", "told": "nation", "specimens": "nation", "fever": "county",
    }  # fmt: skip
    assert read.rule("specimens").owes.schedule.days == (1, 14)


def test_what_a_province_set_holds_where_the_county_sets_nothing():
    head = ON_PROVINCE.split("sets:")[0]
    read, findings = loaded(head, province=PROVINCE)
    assert findings == []
    assert read.rule("told").owes.within == timedelta(hours=18)
    assert "21" not in str(read.rule("told").owes.ends)
    assert timedelta(days=17) in [one.value for one in (read.parameter("isolation_length"),)]


def test_a_county_is_measured_against_its_province():
    milder = ON_PROVINCE.replace("value: 21 days", "value: 15 days")
    assert loaded(milder, province=PROVINCE) == (None, ["looser-than-it-may-be"])
    assert loaded(milder.replace("province", "nation"))[1] == []


def test_every_layer_changes_the_digest():
    digests = {loaded(text, province=PROVINCE)[0].digest for text in (NATION, PROVINCE, ON_PROVINCE, COUNTY)}
    assert len(digests) == 4
    changed = loaded(COUNTY, nation=NATION.replace("2 h", "3 h"))[0]
    assert changed.digest != loaded(COUNTY)[0].digest


def test_the_shipped_county_adds_four_rules_and_changes_no_other():
    base, _ = plan.load(shipped("covid19_2020"), "covid19_2020.yaml")
    county, _ = plan.load(shipped("covid19_2020_county"), "covid19_2020_county.yaml")
    added = [rule for rule in county.rules if rule.layer == "covid19_2020_county"]
    assert [rule.id for rule in added] == [
        "journey-test", "fever-at-door", "cold-chain-place-sampled", "cold-chain-staff-tested"
    ]  # fmt: skip
    assert all(rule.reason and rule.milder for rule in added)
    assert [rule for rule in county.rules if rule not in added] == list(base.rules)
    assert (county.id, county.disease) == (base.id, base.disease)


def test_a_name_with_a_path_in_it_finds_nothing(tmp_path):
    (tmp_path / "secret.yaml").write_text(NATION, "utf-8")
    (tmp_path / "plans").mkdir()
    find = beside(tmp_path / "plans")
    assert find("../secret") is None
    assert shipped("../plans/covid19_2020") is None
    assert find("covid19_2020") == shipped("covid19_2020")


values = st.one_of(
    st.tuples(*[st.integers(0, 9).map(float)] * 4),
    st.tuples(*[st.integers(0, 9).map(lambda days: timedelta(days=days))] * 4),
    st.tuples(*[st.lists(st.integers(0, 4), max_size=4, unique=True).map(tuple)] * 4),
)


@settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(values, st.sampled_from(["more", "less"]), st.sampled_from(["tighten", "loosen"]))
def test_going_only_one_way_never_passes_the_limit_that_is_asked_for(held, stricter, lower_may):
    before, value, floor, ceiling = held
    way = direction(before, value, stricter)
    back = direction(value, before, stricter)
    assert back == {"tighten": "loosen", "loosen": "tighten"}.get(way, way)
    limit = open_end(lower_may, stricter)
    kept = within_limits(value, floor if limit == "floor" else None, ceiling if limit == "ceiling" else None)
    if way == lower_may and kept:
        low, high = (before, ceiling) if limit == "ceiling" else (floor, before)
        assert at_most(low, value)
        assert at_most(value, high)


SOURCE = "source: {document: 示例, clause: 第一条, date: 2020-09-15}"
FIGURES = f"""
  window:
    name: {{zh: 时间窗, en: Window}}
    type: duration
    value: 14 days
    lower may: tighten
    stricter: less
    floor: 1 h
    {SOURCE}
  fewest:
    name: {{zh: 最少例数, en: Fewest cases}}
    type: number
    unit: 例
    value: 3
    lower may: tighten
    stricter: less
    floor: 1
    {SOURCE}
"""
WATCHING = f"""plan: watching
name: {{zh: 监测, en: Watching}}
disease: covid19
parameters:{FIGURES}
chapters: []
levels:
  risk:
    name: {{zh: 等级, en: Level}}
    {SOURCE}
    about: risk
    of: county
    figures:
      new_cases: {{name: {{zh: 新增, en: New}}, counts: confirmed, within: window}}
    grades:
      low: {{when: new_cases = 0}}
      high: {{when: new_cases > 0}}
warns:
  county-cases:
    name: {{zh: 县, en: County}}
    {SOURCE}
    counts: confirmed
    level: county
    method: ears-c1
    least: fewest
    quiet: window
"""


def watching(name: str, value: str) -> tuple[plan.Plan | None, list[plan.Finding]]:
    """The plan above with what a county sets of one parameter."""
    county = f"""plan: county
stands on: watching
name: {{zh: 县, en: County}}
level: county
sets:
  {name}:
    value: {value}
    reason: {{zh: 因, en: Why}}
    milder: {{zh: 较轻, en: Milder}}
    {SOURCE}
"""
    return plan.load(county, "county.yaml", {"watching": WATCHING}.get)


def test_what_a_layer_sets_moves_what_is_watched():
    read, findings = watching("fewest", "2")
    assert findings == [] and read is not None
    assert (read.watches[0].least, read.watches[0].quiet) == (2.0, timedelta(days=14))
    read, findings = watching("window", "7 days")
    assert findings == [] and read is not None
    assert (read.watches[0].quiet, read.levels[0].figures[0].within) == (timedelta(days=7),) * 2


def test_a_value_that_the_plan_below_cannot_have_is_said_where_it_is_set():
    read, findings = watching("window", "36 h")
    assert read is None
    assert [(one.name, one.clause, one.span.line) for one in findings if one.name == "bad-duration"] == [
        ("bad-duration", "levels > risk", 5)
    ]

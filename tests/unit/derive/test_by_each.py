"""Several plans derived from one reading of the facts, against each derived alone; and the names they give."""

from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from uuid import NAMESPACE_URL, uuid5

from hypothesis import given
from hypothesis import strategies as st

from invented_facts import AT
from lianfang import plan
from lianfang.derive import derive
from lianfang.derive.keys import named
from lianfang.derive.run import derive_by_each
from lianfang.plan.meaning import meaning
from spec.tables import facts_of

PLAN = plan.load(files("lianfang.plans").joinpath("covid19_2020.yaml").read_text("utf-8"), "plan.yaml")[0]
# Li met the case five days before its onset: by the plan that looks back ten days alone a contact.
FACTS = facts_of(
    {
        "case": """
            person | subject | when        | classification | onset
            wang   | c1      | 01-08 08:00 | confirmed      | 01-07
            """,
        "visit": """
            person | when        | occurred_until | place | place_kind
            wang   | 01-02 11:00 | 01-02 13:00    | hall  | restaurant
            li     | 01-02 11:30 | 01-02 12:30    | hall  | restaurant
            """,
    }
)


def test_plans_that_judge_visits_otherwise_each_have_their_contacts():
    assert PLAN is not None and PLAN.contacts is not None
    longer = replace(PLAN.contacts, since=tuple((anchor, timedelta(days=10)) for anchor, _ in PLAN.contacts.since))
    assert meaning(longer) != meaning(PLAN.contacts)
    plans = [PLAN, PLAN, replace(PLAN, contacts=longer), PLAN]
    together = derive_by_each(FACTS, plans, AT, "oracle")
    for one, found in zip(plans, together, strict=True):
        alone = derive(FACTS, one, AT, "oracle")
        assert found.contacts.equals(alone.contacts) and found.duties.equals(alone.duties)
        assert found.encounters.equals(alone.encounters)
    assert [found.contacts["person"].to_list() for found in together] == [[], [], ["li"], []]


@given(st.text())
def test_a_name_is_that_of_the_standard(text):
    assert named(text) == str(uuid5(NAMESPACE_URL, text))

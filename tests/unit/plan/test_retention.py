"""For how long the plans that ship keep what is told about people."""

from importlib.resources import files

import pytest

from lianfang import plan
from lianfang.plan import words

SHIPPED = sorted(file.name for file in files("lianfang.plans").iterdir() if file.name.endswith(".yaml"))
SHIPPED.append("earlier/covid19_2020.yaml")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_plan_for_a_disease_says_how_long_people_are_kept_and_by_which_source(name: str) -> None:
    """A plan of rules that others use says nothing of it: those that use it do; a layer has the periods beneath it."""
    held, _findings = plan.load((files("lianfang.plans") / name).read_text(encoding="utf-8"), name)
    assert held is not None
    if held.disease == words.ANY_DISEASE:
        assert held.periods == ()
        return
    named = {kind for period in held.periods for kind in period.kinds}
    assert named >= {"person", "consent", "card", "visit", "exposure", "symptom", "specimen", "notice", "attempt"}
    assert all(period.source.document for period in held.periods)
    # Who was neither case nor contact goes by days of the fact itself, and who they were goes with it.
    (early,) = [period for period in held.periods if period.of == "uninvolved"]
    assert early.since == "occurrence" and early.identities and early.parameters
    # No plan takes away what another with a longer period still needs: these kinds know no disease.
    assert early.after.days >= 28

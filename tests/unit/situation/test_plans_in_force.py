"""Of what ships, what binds: the file called as its plan is; other editions and what plans use do not by themselves."""

from datetime import datetime
from importlib.resources import files

import pytest

from lianfang.situation.plans import levels_in_scopes, shipped_plans


def test_what_ships_and_what_is_in_force():
    held = {each.layers[-1].id: each for each in shipped_plans()}
    assert set(held) == {"covid19_2020_county", "ebola", "measles", "norovirus_school"}
    shipped = {file.name for file in files("lianfang.plans").iterdir() if file.name.endswith(".yaml")}
    assert {"covid19_2022.yaml", "notifiable.yaml"} <= shipped
    # The county stands on the edition of its time, and the duty to report binds through those that use it.
    assert held["covid19_2020_county"].layers[0].file == "covid19_2020.yaml"
    assert "case-report" in {rule.id for rule in held["measles"].rules}


@pytest.mark.django_db
def test_levels_go_by_the_edition_of_the_day_and_by_no_layer_that_nobody_signed():
    def scales(day: str) -> set[tuple[str, str]]:
        at = datetime.fromisoformat(f"{day}T12:00+08:00")
        return {(scale.id, plan.layers[-1].id) for _, plan in levels_in_scopes(at) for scale in plan.levels_at(at)}

    assert scales("2020-02-10") == set()
    assert scales("2020-02-28") == {("county_risk", "covid19_2020")}
    assert scales("2020-07-01") == {("place_risk", "covid19_2020")}
    assert ("place_risk", "covid19_2020_county") in scales("2021-01-12")

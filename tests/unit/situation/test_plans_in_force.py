"""Of what ships, what binds: the file called as its plan is; other editions and what plans use do not by themselves."""

from importlib.resources import files

from lianfang.situation.plans import shipped_plans


def test_what_ships_and_what_is_in_force():
    held = {each.layers[-1].id: each for each in shipped_plans()}
    assert set(held) == {"covid19_2020_county", "ebola", "measles", "norovirus_school"}
    shipped = {file.name for file in files("lianfang.plans").iterdir() if file.name.endswith(".yaml")}
    assert {"covid19_2022.yaml", "notifiable.yaml"} <= shipped
    # The county stands on the edition of its time, and the duty to report binds through those that use it.
    assert held["covid19_2020_county"].layers[0].file == "covid19_2020.yaml"
    assert "case-report" in {rule.id for rule in held["measles"].rules}

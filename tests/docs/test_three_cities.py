"""The page of three cities is what the figures, loaded as they were known, say again."""

import sys
from pathlib import Path

import pytest

from lianfang.access.session import machine_session
from lianfang.facts.load.options import Options
from lianfang.facts.load.run import load

DOCS = Path(__file__).parents[2] / "docs"
sys.path.insert(0, str(DOCS))

import three_cities  # noqa: E402


@pytest.mark.django_db
def test_the_page_is_what_was_known_on_those_mornings(shared_data, tmp_path):
    answers = []

    def loaded(file, **options):
        answers.append(load("counts", file, Options(disease="covid19", **options), three_cities.LATEST))

    with machine_session():
        found = three_cities.mornings(shared_data / "china-2020", tmp_path, loaded)
    # What both files tell is one fact; the second goes on where the first ends.
    assert [(answer.loaded, answer.unchanged, answer.rejected) for answer in answers] == [(492, 0, 0), (316, 492, 0)]
    assert three_cities.page(found) == (DOCS / "three-cities.md").read_text("utf-8"), "run: python docs/three_cities.py"
    by_place = {(one.code, one.day): one for one in found}
    # Urumqi's outbreak of July, after 141 quiet days, alarmed on its first days; in February nobody knew of it.
    urumqi = by_place["650100", three_cities.MORNINGS[2]]
    assert urumqi.alarms[0].isoformat() == "2020-07-17" and urumqi.analysed.estimate("r").high < 1
    assert by_place["420100", three_cities.MORNINGS[0]].analysed.estimate("r").low > 1

from string import Formatter

import pytest

from lianfang.facts.cells import chinese, reason
from lianfang.facts.cells.reasons import TEMPLATES


@pytest.mark.parametrize("code", TEMPLATES)
def test_each_reason_can_be_given_back_in_chinese_with_its_arguments(code: str) -> None:
    english, zh = TEMPLATES[code]
    names = [name for _, name, _, _ in Formatter().parse(english) if name]
    arguments = {name: f"<{name} (1.5), x>" for name in names}
    assert chinese(reason(code, **arguments)) == zh.format(**arguments)


def test_a_text_that_is_no_reason_stays_as_it_is() -> None:
    assert chinese("the cat sat") == "the cat sat"

"""Every reader of what people send, fed with rubbish for a moment; `make fire` does it for long.

Plans are bent in tests/plan_errors.
"""

import pytest
from fire import reader_fuzz


@pytest.mark.parametrize("target", [name for name in reader_fuzz.TARGETS if name != "plan"])
def test_a_reader_answers_or_says_in_one_line_what_is_wrong(target: str) -> None:
    counts = reader_fuzz.fuzzed(target, examples=40, number=1)
    assert sum(counts.values()) >= 40

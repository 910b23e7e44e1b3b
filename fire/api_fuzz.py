"""The whole API under schemathesis: every operation that its OpenAPI names, with what fits it and what does not.

No answer is an error of the server's (500), none is of a status or a form that the OpenAPI does not tell.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def fuzzed(application: Callable[..., Any], token: str, examples: int, number: int) -> dict[str, Any]:
    """Sends each operation so many requests, in this process; the same `number` gives the same again.

    Answers how many had which status, by operation. Raises what schemathesis says of the first wrong one.
    """
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    told: dict[str, Counter[int]] = {}
    for found in schema.get_all_operations():
        operation = found.ok()
        _asked(operation, token, examples, number, told.setdefault(operation.label, Counter()))
    return {label: dict(sorted(counts.items())) for label, counts in told.items()}


def _asked(operation: Any, token: str, examples: int, number: int, counts: Counter[int]) -> None:
    @seed(number)
    @settings(
        max_examples=examples, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        counts[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    ask()

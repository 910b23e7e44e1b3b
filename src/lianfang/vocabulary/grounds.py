"""The grounds on which a health code may rest: facts of medicine and epidemiology, and which of their columns.

What is not listed here names a venue, a list, whoever recorded it, or a person, and no code may turn on that.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ground:
    """A kind of fact on which a code may rest, by its name as a ground, and the columns that may be asked."""

    kind: str
    zh: str
    en: str
    columns: tuple[str, ...]


GROUNDS = {
    ground.kind: ground
    for ground in (
        Ground("case", "病例（感染者）", "Case", ("classification", "onset", "origin", "generation")),
        Ground(
            "contact", "接触者", "Contact",
            ("grade", "first_exposed", "last_exposed", "judged", "told", "carried", "received", "released",
             "ground_fell"),
        ),
        Ground("test_result", "检测结果", "Test result", ("result", "sampled", "pooled")),
        Ground("symptom", "症状", "Symptom", ("symptom",)),
        Ground("health_check", "健康监测", "Health check", ("temperature", "symptoms")),
        Ground("observation", "在观察期", "Observation in force", ("observation", "stage")),
        Ground(
            "journey", "公告风险地区旅居史", "Stay in an area declared at risk",
            ("direction", "left_origin", "evidence_result", "evidence_sampled"),
        ),
    )
}  # fmt: skip
# What may be asked about beside the ground itself.
BESIDE = {
    "outcome": ("outcome",), "specimen": (), "declaration": ("about", "level", "counts_from"),
    **{kind: ground.columns for kind, ground in GROUNDS.items()},
}  # fmt: skip
# What may end a code beside them, and never begin one: a doctor's decision that the person need not bear it.
ENDING = {"decision": ("decision",)}
# When a fact was so may always be asked.
ALWAYS = ("occurred_from", "occurred_until")
# From the gravest; who has none of them is green.
COLOURS = ("red", "yellow")

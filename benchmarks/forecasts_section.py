"""The section on short forecasts of docs/benchmarks.md, from what was measured."""

from typing import Any

_HEADS = """| data | forecasts | area-origins | score, of the last value's | better than it | 50% held | 90% held |
| --- | --- | --- | --- | --- | --- | --- |"""


def forecasts(told: dict[str, Any]) -> str:
    """Tables: forecasts shown and withheld, their scores against the last value's, how many intervals held."""
    return f"""## Short forecasts

Each forecast was made of the counts up to its day, shown or withheld by its own test on days before it, and scored by
what came afterwards. Areas with at least {told["cases"]} cases in the last eight weeks, of which all that was forecast
is known; origins a week apart, of Taiwan four. The score is the weighted interval score over that of repeating the last
value with the spread of its own past errors: below 1 the forecast was the better one.

Held out: none of these took part in the choice of models, scales, weights or test.

{_HEADS}
{_rows(told, held_out=True)}

The design was chosen on:

{_HEADS}
{_rows(told, held_out=False)}

What this says. The first table is what to expect elsewhere, the second a fit. Areas of one epidemic and origins a week
apart share what came, so there are fewer independent forecasts than rows. Little is shown: a gain that may be chance is
withheld, and in a short past nearly all may be. Withheld ones are not told on any page; had they been, these would be
their figures.
"""


def _rows(told: dict[str, Any], held_out: bool) -> str:
    rows = []
    for row in told["rows"]:
        if row["held_out"] != held_out:
            continue
        for words, part in (("shown", row["shown"]), ("withheld", row["withheld"])):
            cells = [row["data"] if words == "shown" else "", words, f"{part['number']:,}"]
            cells += ["–" if part["relative"] is None else f"{part['relative']:.2f}"]
            cells += ["–" if part[name] is None else f"{part[name]:.0%}" for name in ("better", "held50", "held90")]
            rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)

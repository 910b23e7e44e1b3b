"""The section on short forecasts of docs/benchmarks.md, from what was measured."""

from typing import Any


def forecasts(told: dict[str, Any]) -> str:
    """A table: forecasts shown and withheld, their scores against the last value's, how many intervals held."""
    rows = []
    for row in told["rows"]:
        for words, part in (("shown", row["shown"]), ("withheld", row["withheld"])):
            cells = [row["data"] if words == "shown" else "", words, f"{part['number']:,}"]
            cells += ["–" if part["relative"] is None else f"{part['relative']:.2f}"]
            cells += ["–" if part[name] is None else f"{part[name]:.0%}" for name in ("better", "held50", "held90")]
            rows.append("| " + " | ".join(cells) + " |")
    table = "\n".join(rows)
    return f"""## Short forecasts

Each forecast was made of the counts up to its day, shown or withheld by its own test on days before it, and scored by
what came afterwards. Areas with at least {told["cases"]} cases in the last eight weeks, of which all that was forecast
is known; origins a week apart, of Taiwan four. The score is the weighted interval score over that of repeating the last
value: below 1 the forecast was the better one.

| data | forecasts | area-origins | score, of the last value's | better than it | 50% held | 90% held |
| --- | --- | --- | --- | --- | --- | --- |
{table}

What this says. That a forecast was better than the last value on the days before says little of the days to come:
epidemics turn. Its intervals can be used, its middle is no better than the last value. Withheld ones are not told on
any page; had they been, these would be their figures.
"""

"""The section on early warning and estimates of docs/benchmarks.md, from what was measured."""

from typing import Any

WARNING = {
    "farrington_noufaily": "Farrington flexible, Noufaily's options, 104 weeks",
    "farrington_default": "Farrington flexible, as Farrington 1996, 104 weeks",
    "ears_c3": "EARS C3, 104 weeks",
    "cori": "R by Cori's method, 7 quantiles, 107 days",
}


def early_warning(told: dict[str, Any]) -> str:
    """The section on early warning and estimates."""
    theirs = told["peer_milliseconds"]
    rows = "\n".join(
        f"| {words} | {told['milliseconds'][name]:,.3f} ms "
        + (f"| {theirs[name]:,.1f} ms | {told['times'][name]:,} × |" if theirs else "| – | – |")
        for name, words in WARNING.items()
    )
    peer = (
        f"The peers are R surveillance and EpiEstim, on {told['peer_series']} of the same series in the same run; "
        "Farrington's bounds were compared and are equal."
        if told["times"]
        else "R with surveillance and EpiEstim is not on this machine: there is no peer."
    )
    return f"""## Early warning and estimates

Processor time a series, of {told["series"]:,} invented series at once (nine in ten of them sparse). {peer}

| method | here | peer | ratio |
| --- | --- | --- | --- |
{rows}

The newest of 520 weeks of {told["all_series"]:,} series, {told["areas"]:,} areas of each disease, judged by every
method a plan can name (EARS C1 to C3, Farrington, CUSUM, moving percentile, threshold, the scan over neighbours):
{told["all_processor_seconds"]} s of the processor, {told["all_seconds"]} s by the clock on one core, while the load
average was {told["load_average"]}.
The nowcast of {told["counties"]:,} counties, delays lent by all together: {told["nowcast_processor_seconds"]} s of
the processor, {told["nowcast_seconds"]} s by the clock, of which it stood ready and waited for a core
{told["nowcast_waiting_seconds"]} s.
Memory of the run: {told["memory_mebibytes"]:,} MiB.
"""


def scheduled(told: dict[str, Any]) -> str:
    """The section on the hourly run over a ledger."""
    series = told["counties"] * told["diseases"]
    found = ", ".join(f"{number} by {name}" for name, number in told["by_method"].items()) or "none"
    whole = (
        " The aim is 300 s and 4 GiB. The second run finds what it judges unchanged and judges none of it again."
        if told["diseases"] >= 40
        else " Diseases are run one after another, so the time grows with their number; all forty were not run here."
    )
    return f"""## Early warning on a ledger

The hourly run itself (`raise_signals`: read, judge, rank, record), on {told["counties"]:,} counties and
{told["diseases"]} diseases with a plan each, that watches by {told["methods"]} methods; {told["cases"]:,} invented
cases of {told["weeks"]} weeks, outbreaks of the last days among them. {series:,} series:
{told["seconds"]:.0f} s by the clock, {told["processor_seconds"]:.0f} s of this process's processor; the same run again
{told["again_seconds"]:.0f} s by the clock. The load average was {told["load_average"]} at its end. Memory of
the process {told["memory_mebibytes"]:,} MiB.
Recorded: {told["signals"]:,} signals ({found}); the second time {told["again_signals"]:,}.{whole}
"""

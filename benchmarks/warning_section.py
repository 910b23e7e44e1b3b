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
the processor, {told["nowcast_seconds"]} s by the clock.
Memory of the run: {told["memory_mebibytes"]:,} MiB.
"""

"""Early warning and R beside the R packages: the same series, in the same run.

    python benchmarks/warning.py [--series 3000] [--peer-series 4]

Methods are compared by processor time, so that what else the machine does counts for neither. The series are invented
(weekly counts with season, trend and outbreaks, nine in ten of them sparse). Without R, or without its packages
surveillance and EpiEstim, there is no peer, and the page says so.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

WEEKS, JUDGED, DAYS = 528, 104, 107
PEER = """
suppressMessages({library(surveillance); library(EpiEstim)})
given <- as.matrix(read.csv("counts.csv")); n <- nrow(given)
cases <- as.matrix(read.csv("cases.csv"))
counts <- sts(given, epoch = as.numeric(seq(as.Date("2004-01-05"), by = "week", length.out = n)),
  epochAsDate = TRUE, frequency = 52)
range <- (n - JUDGED + 1):n
seconds <- function(call) { begin <- sum(proc.time()[1:2]); call; sum(proc.time()[1:2]) - begin }
noufaily <- list(range = range, b = 5, w = 3, reweight = TRUE, weightsThreshold = 2.58, pastWeeksNotIncluded = 26,
  pThresholdTrend = 1, thresholdMethod = "nbPlugin", noPeriods = 10, alpha = 0.05, limit54 = c(0, 4),
  powertrans = "2/3", glmWarnings = FALSE)
w <- c(0, 0.233, 0.359, 0.198, 0.103, 0.053, 0.027, 0.014, 0.007, 0.003, 0.002, 0.001)
told <- c(
  farrington_noufaily = seconds(upper <- upperbound(farringtonFlexible(counts, noufaily))),
  farrington_default = seconds(farringtonFlexible(counts, list(range = range, glmWarnings = FALSE))),
  ears_c3 = seconds(for (i in 1:5) earsC(counts, list(range = range, method = "C3", alpha = 0.001))) / 5,
  cori = seconds(for (i in 1:5) apply(cases, 2, function(I) suppressWarnings(estimate_R(I, "non_parametric_si",
    config = make_config(t_start = 2:(length(I) - 6), t_end = 8:length(I), si_distr = w))))) / 5
)
write.csv(upper, "upper.csv", row.names = FALSE)
cat(paste(names(told), told / ncol(given), sep = "=", collapse = "\\n"), "\\n")
"""
INTERVAL = [0, 0.233, 0.359, 0.198, 0.103, 0.053, 0.027, 0.014, 0.007, 0.003, 0.002, 0.001]


def weekly(series: int) -> np.ndarray[Any, Any]:
    """Counts (series, weeks): nine in ten of them about two cases a week or fewer."""
    chance = np.random.default_rng(1)
    week = np.arange(WEEKS)
    level = np.where(chance.random(series) < 0.9, chance.gamma(0.8, 1, series), chance.gamma(2, 15, series))
    season = 1 + 0.6 * np.cos(2 * np.pi * (week / 52.18 + chance.random(series)[:, None]))
    trend = np.exp(chance.normal(0, 0.0005, series)[:, None] * week)
    counts = chance.negative_binomial(4, 4 / (4 + level[:, None] * season * trend))
    for place, begin in enumerate(chance.integers(0, WEEKS - 8, series)):
        counts[place, begin : begin + 8] += chance.poisson(1 + 2 * level[place], 8)
    return counts.astype(float)


def daily(series: int) -> np.ndarray[Any, Any]:
    """Cases (series, days) of outbreaks that rise and fall."""
    chance, day = np.random.default_rng(2), np.arange(DAYS)
    peak = chance.uniform(30, 70, series)[:, None]
    return chance.poisson(20 * np.exp(-(((day - peak) / 15) ** 2))).astype(float)


def ours(counts: np.ndarray[Any, Any], cases: np.ndarray[Any, Any]) -> tuple[dict[str, float], np.ndarray[Any, Any]]:
    """Seconds a series of each method, and Farrington's bounds."""
    from lianfang.analysis import FARRINGTON_OPTIONS, ears, farrington, reproduction

    days = np.arange(np.datetime64("2004-01-05"), np.datetime64("2004-01-05") + 7 * WEEKS, 7)
    first, seconds = WEEKS - JUDGED, {}
    for name, options in FARRINGTON_OPTIONS.items():
        farrington(counts[:1], days, options, first=WEEKS - 1)  # compiled, as it is from the second use on
        begin = time.process_time()
        judged = farrington(counts, days, options, first=first)
        seconds[f"farrington_{name}"] = (time.process_time() - begin) / len(counts)
        if name == "noufaily":
            upper = judged.upper[:, first:]
    begin = time.process_time()
    ears(counts[:, first - 11 :], "C3")
    seconds["ears_c3"] = (time.process_time() - begin) / len(counts)
    begin = time.process_time()
    told = reproduction(cases, INTERVAL)
    for chance in (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975):
        told.quantile(chance)
    seconds["cori"] = (time.process_time() - begin) / len(cases)
    return seconds, upper


def peer(counts: np.ndarray[Any, Any], cases: np.ndarray[Any, Any], upper: np.ndarray[Any, Any]) -> dict[str, float]:
    """The same of the R packages, empty where they are not here; their bounds must be ours."""
    if shutil.which("Rscript") is None:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        for name, held in (("counts", counts), ("cases", cases)):
            header = ",".join(f"s{number}" for number in range(len(held)))
            np.savetxt(Path(folder) / f"{name}.csv", held.T, delimiter=",", header=header, comments="", fmt="%d")
        script = Path(folder) / "peer.R"
        script.write_text(PEER.replace("JUDGED", str(JUDGED)), encoding="utf-8")
        done = subprocess.run(["Rscript", script.name], cwd=folder, capture_output=True, text=True)
        if done.returncode:
            print(done.stderr[-300:], file=sys.stderr)
            return {}
        theirs = np.genfromtxt(Path(folder) / "upper.csv", delimiter=",", skip_header=1, filling_values=np.nan).T
        assert np.allclose(upper[: len(counts)], theirs.reshape(len(counts), -1), rtol=1e-6, equal_nan=True)
        return {name: float(value) for name, _, value in (line.partition("=") for line in done.stdout.split())}


def everything(series: int, areas: int) -> tuple[float, float]:
    """Seconds, by the clock and of the processor, to judge the newest of 520 weeks of so many series by every method.

    Diseases have so many areas each.
    """
    from lianfang.analysis import cusum, ears, farrington, fixed_threshold, moving_percentile, scan

    days = np.arange(np.datetime64("2004-01-05"), np.datetime64("2004-01-05") + 7 * WEEKS, 7)[:520]
    chance = np.random.default_rng(3)
    begin, worked = time.perf_counter(), time.process_time()
    order = neighbours(areas)
    at_once = min(series, areas)
    for _ in range(0, series, at_once):
        counts = chance.poisson(chance.gamma(0.8, 2, (at_once, 1)), (at_once, 520)).astype(float)
        for method in ("C1", "C2", "C3"):
            ears(counts[:, -12:], method)
        farrington(counts, days, first=519)
        cusum(counts, 468)
        moving_percentile(counts, days, first=519)
        fixed_threshold(counts[:, -1:])
        scan(counts[:, -13:], order[:at_once, :50], most_days=4, enough=25)
    return time.perf_counter() - begin, time.process_time() - worked


def nowcast_of(counties: int) -> tuple[float, float]:
    """Seconds, by the clock and of the processor, to foretell the newest of 90 days of each of so many counties.

    A case a day on average, fewer in most; delays of up to four weeks are lent by all counties together.
    """
    from lianfang.analysis import delay_chances, nowcasts, reporting_triangles

    chance = np.random.default_rng(4)
    level = chance.gamma(0.5, 2, counties)
    begin, worked = time.perf_counter(), time.process_time()
    county = np.repeat(np.arange(counties), chance.poisson(90 * level))
    onset, delay = chance.integers(0, 90, len(county)), np.minimum(chance.negative_binomial(3, 0.35, len(county)), 28)
    triangles = reporting_triangles(county, onset, delay, counties, 90, 28)
    nowcasts(triangles, prior=delay_chances(triangles.sum(axis=0)), prior_cases=5)
    return time.perf_counter() - begin, time.process_time() - worked


def waited() -> float:
    """Seconds that this process has been ready to run while others had the cores, as Linux counts them; else 0."""
    told = Path("/proc/self/schedstat")
    return int(told.read_text().split()[1]) / 1e9 if told.exists() else 0.0


def neighbours(areas: int) -> np.ndarray[Any, Any]:
    """Areas as cells of a board, each beside those that share an edge with it, from each outwards."""
    from lianfang.analysis import order_by_neighbours

    wide = int(np.ceil(np.sqrt(areas)))
    right = [(one, one + 1) for one in range(areas - 1) if (one + 1) % wide]
    below = [(one, one + wide) for one in range(areas - wide)]
    return order_by_neighbours(areas, [*right, *below], most=50)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--series", type=int, default=3000)
    parser.add_argument("--peer-series", type=int, default=4)
    parser.add_argument("--all-series", type=int, default=120_000)
    parser.add_argument("--areas", type=int, default=3000)
    parser.add_argument("--counties", type=int, default=2900)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    counts, cases = weekly(arguments.series), daily(arguments.series)
    seconds, upper = ours(counts, cases)
    few = arguments.peer_series
    beside = peer(counts[:few], cases[:few], upper[:few])
    by_clock, worked = everything(arguments.all_series, arguments.areas)
    waited_before = waited()
    nowcast_by_clock, nowcast_worked = nowcast_of(arguments.counties)
    nowcast_waited = waited() - waited_before
    told: dict[str, Any] = {
        "series": arguments.series,
        "peer_series": few,
        "milliseconds": {name: round(1000 * value, 4) for name, value in seconds.items()},
        "peer_milliseconds": {name: round(1000 * value, 2) for name, value in beside.items()},
        "times": {name: round(value / seconds[name]) for name, value in beside.items()},
        "all_series": arguments.all_series,
        "areas": arguments.areas,
        "all_seconds": round(by_clock, 1),
        "all_processor_seconds": round(worked, 1),
        "counties": arguments.counties,
        "nowcast_seconds": round(nowcast_by_clock, 1),
        "nowcast_processor_seconds": round(nowcast_worked, 1),
        "nowcast_waiting_seconds": round(nowcast_waited, 1),
        "load_average": round(os.getloadavg()[0], 1),
        "memory_mebibytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(told) if arguments.json else json.dumps(told, indent=2))


if __name__ == "__main__":
    main()

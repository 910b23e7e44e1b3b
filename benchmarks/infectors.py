"""How many known links of real chains are found: the true infector among the first and first three candidates.

python benchmarks/infectors.py [--data ../shared/data] [--json]

Beside it random choice among all who fell ill within the longest serial interval before. The data are public and not
in this repository.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lianfang.analysis import found_among, infectors, serial_interval

DAYS = 60
# Whoever shares a place is so many times as likely.
SHARED = 10.0


def mers(data: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    told = pl.read_csv(data / "outbreaks/mers_korea_2015_linelist.csv", null_values="NA")
    links = pl.read_csv(data / "outbreaks/mers_korea_2015_contacts.csv", null_values="NA")
    return told.select("id", onset="dt_onset", place="loc_hosp"), links.select("from", "to")


def ebola(data: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    told = pl.read_csv(data / "outbreaks/ebola_sim_clean_linelist.csv", null_values="NA")
    links = pl.read_csv(data / "outbreaks/ebola_sim_clean_contacts.csv", null_values="NA")
    return told.select(id="case_id", onset="date_of_onset", place="hospital"), links.select(
        pl.col("infector").alias("from"), pl.col("case_id").alias("to")
    )


def korea(data: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    text = pl.read_csv(data / "korea-2020/PatientInfo.csv", infer_schema=False)
    onset = pl.col("symptom_onset_date").str.strip_chars().replace("", None)
    told = text.select(id="patient_id", onset=onset, place=pl.concat_str("province", "city", ignore_nulls=True))
    return told, text.select(pl.col("infected_by").alias("from"), pl.col("patient_id").alias("to")).drop_nulls()


def tianjin(data: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    told = pl.read_csv(data / "chains/tianjin_cases.csv", null_values=["NA", ""], infer_schema=False)
    links = pl.read_csv(data / "chains/tianjin_edges.csv", infer_schema=False)
    return told.select(id="case_id", onset="onset", place=pl.lit(None, pl.String)), links.select("from", "to")


# The serial interval of each disease: mean, standard deviation, source. None was estimated from the very pairs that are
# looked for here, for then it would know what it is asked.
#
# MERS: Cauchemez et al. 2016, PNAS 113(32), 9081, doi:10.1073/pnas.1519235113, of Saudi Arabia, as the R package
# EpiEstim tells it (`mers_2014_15$si`: 6.8 and 4.1). That of this outbreak (mean 12.6 days, Cowling et al. 2015, Euro
# Surveill 20(25), 21163) rests on its own pairs.
# Ebola: WHO Ebola Response Team 2014, N Engl J Med 371(16), 1481, doi:10.1056/NEJMoa1411100: gamma, 92 pairs, as told
# again in table 6 of Van Kerkhove et al. 2015, Sci Data 2, 150019, doi:10.1038/sdata.2015.19. The chain is simulated;
# which interval it was simulated with is not told.
# COVID-19: Nishiura et al. 2020, Int J Infect Dis 93, 284, doi:10.1016/j.ijid.2020.02.060: lognormal of 28 pairs to
# February 2020, right truncation allowed for, meanlog 1.386 and sdlog 0.568, which are a mean of 4.7 and a deviation of
# 2.9 days. Its pairs come from several countries' reports: a few may stand in the two chains.
NISHIURA = (4.7, 2.9, "Nishiura 2020, 28 pairs of early reports")
CHAINS: dict[str, tuple[Callable[[Path], tuple[pl.DataFrame, pl.DataFrame]], float, float, str]] = {
    "MERS, Korea 2015": (mers, 6.8, 4.1, "Cauchemez 2016, Saudi Arabia"),
    "Ebola, simulated": (ebola, 15.3, 9.3, "WHO Ebola Response Team 2014, West Africa"),
    "COVID-19, Korea 2020": (korea, *NISHIURA),
    "COVID-19, Tianjin 2020": (tianjin, *NISHIURA),
}


def measured(name: str, data: Path) -> dict[str, Any]:
    """The shares of known links found, of those whose both ends have an onset."""
    read, mean, sd, source = CHAINS[name]
    told, links = read(data)
    told = told.unique("id", keep="first", maintain_order=True).with_columns(
        day=pl.col("onset").cast(pl.String).str.to_date("%Y-%m-%d", strict=False).to_physical().cast(pl.Float64)
    )
    told = told.filter(pl.col("day").is_not_null()).with_row_index("row")
    row = dict(told.select("id", "row").iter_rows())
    both = links.unique(maintain_order=True).filter(pl.col("from").is_in(list(row)) & pl.col("to").is_in(list(row)))
    # Of a case to which several links lead each is asked for by itself.
    ends, true = [row[one] for one in both["to"]], np.array([row[one] for one in both["from"]])
    interval = serial_interval(mean, sd, DAYS)
    interval = interval / interval.sum()
    days = told["day"].to_numpy()
    chances = infectors(days, interval, of=ends)
    same = told["place"].fill_null("").to_numpy()
    shared = (same[:, None] == same[None, :]) & (same != "")[:, None]
    placed = infectors(days, interval, np.where(shared, SHARED, 1.0), of=ends)
    lag = days[ends][:, None] - days[None, :]
    candidates = ((lag > 0) & (lag < DAYS)).sum(axis=1)
    possible = np.take_along_axis(lag, true[:, None], axis=1)[:, 0] > 0
    share: dict[str, Any] = {}
    for first in (1, 3):
        guess = np.where(possible, np.minimum(first / np.maximum(candidates, 1), 1), 0.0)
        share[f"random_{first}"] = float(guess.mean())
        share[f"days_{first}"] = float(found_among(chances, true, first).mean())
        share[f"place_{first}"] = float(found_among(placed, true, first).mean()) if shared.any() else None
    return {
        "data": name, "source": f"{mean:g} ± {sd:g} days: {source}", "cases": told.height,
        "links": len(ends), "of": links.height,
        "not_before": float((~possible).mean()), **share,
    }  # fmt: skip


def main() -> None:
    """Measures every chain that is there."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, default=Path(__file__).parents[2] / "shared/data")
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    rows = [measured(name, given.data) for name in CHAINS]
    if given.json:
        print(json.dumps(rows))
        return
    for row in rows:
        print(row)


if __name__ == "__main__":
    main()

"""An example for a notebook: weekly counts of a county, days of an outbreak. Run: python docs/analysis_example.py"""

import numpy as np
import polars as pl

from lianfang import analysis

# 预警: seven years of an invented disease with a season, and an outbreak in the last weeks.
chance = np.random.default_rng(20210124)
weeks = np.arange(np.datetime64("2014-01-06"), np.datetime64("2021-01-25"), 7)
season = 6 + 4 * np.cos(2 * np.pi * np.arange(len(weeks)) / 52.18)
counts = chance.poisson(season).astype(float)
counts[-3:] += [6, 12, 15]
counts[200:204] = np.nan  # four weeks that nobody told of: missing, not zero
table = pl.DataFrame({"week": weeks, "count": counts})

judged = analysis.farrington(table["count"], table["week"])
alarms = table.with_columns(upper=judged.upper, alarm=judged.alarm).filter("alarm").tail(3)
print("alarms of the last weeks", alarms.rows())

# 再生数: a small outbreak by day, two of the cases from elsewhere, a serial interval of 4.7 ± 2.9 days.
cases = [1, 0, 2, 3, 2, 5, 6, 9, 8, 12, 15, 14, 18, 16, 15, 12, 13, 9, 7, 6, 4]
imported = [1, 0, 1] + [0] * 18
r = analysis.parametric_reproduction(cases, 4.7, 2.9, imported=imported)
for end, low, middle, high in zip(r.end, r.quantile(0.025), r.quantile(0.5), r.quantile(0.975), strict=True):
    print(f"R to day {end}: {middle:.2f} ({low:.2f} to {high:.2f})")

# 增长: is it still growing?
growth = analysis.growth(cases)
print(f"growth of the last seven days: {growth.rate[-1]:+.2f} a day ({growth.low[-1]:+.2f} to {growth.high[-1]:+.2f})")

"""Analysis 研判: early warning, estimates. Arrays in, arrays out.

The counts are anything NumPy reads: its own arrays, lists, the columns of Arrow, Polars and pandas.
"""

from lianfang.analysis.chains import Forest, forest
from lianfang.analysis.curve import EpidemicCurve, epidemic_curve
from lianfang.analysis.cusum import cusum
from lianfang.analysis.data_faults import Fault, faults_between, faults_of
from lianfang.analysis.dated_delays import DatedDelay, dated_delay
from lianfang.analysis.delays import Delay, best_delay, daily_chance, delay, parameters_of
from lianfang.analysis.discoveries import chance_of_so_many, discoveries
from lianfang.analysis.ears import ears
from lianfang.analysis.farrington import FARRINGTON_OPTIONS, FarringtonOptions, farrington
from lianfang.analysis.fixed_threshold import fixed_threshold
from lianfang.analysis.forecast import Forecast, forecast
from lianfang.analysis.growth import Growth, growth
from lianfang.analysis.infectors import found_among, infectors
from lianfang.analysis.moving_percentile import moving_percentile
from lianfang.analysis.nowcast import Nowcast, delay_chances, nowcast, reporting_triangle
from lianfang.analysis.rates import FourRates, four_rates
from lianfang.analysis.reproduction import (
    Reproduction,
    UncertainReproduction,
    parametric_reproduction,
    reproduction,
    uncertain_reproduction,
    windows,
)
from lianfang.analysis.scan import Cluster, order_by_distance, order_by_neighbours, scan
from lianfang.analysis.scores import LEVELS, weighted_interval_score
from lianfang.analysis.serial_interval import serial_interval
from lianfang.analysis.series import Judged
from lianfang.analysis.severity import Severity, Share, severity, share, without_falls
from lianfang.analysis.wallinga_teunis import CohortReproduction, cohort_reproduction

__all__ = [
    "FARRINGTON_OPTIONS",
    "LEVELS",
    "Cluster",
    "CohortReproduction",
    "DatedDelay",
    "Delay",
    "EpidemicCurve",
    "FarringtonOptions",
    "Fault",
    "Forecast",
    "Forest",
    "FourRates",
    "Growth",
    "Judged",
    "Nowcast",
    "Reproduction",
    "Severity",
    "Share",
    "UncertainReproduction",
    "best_delay",
    "chance_of_so_many",
    "cohort_reproduction",
    "cusum",
    "daily_chance",
    "dated_delay",
    "delay",
    "delay_chances",
    "discoveries",
    "ears",
    "epidemic_curve",
    "farrington",
    "faults_between",
    "faults_of",
    "fixed_threshold",
    "forecast",
    "forest",
    "found_among",
    "four_rates",
    "growth",
    "infectors",
    "moving_percentile",
    "nowcast",
    "order_by_distance",
    "order_by_neighbours",
    "parameters_of",
    "parametric_reproduction",
    "reporting_triangle",
    "reproduction",
    "scan",
    "serial_interval",
    "severity",
    "share",
    "uncertain_reproduction",
    "weighted_interval_score",
    "windows",
    "without_falls",
]

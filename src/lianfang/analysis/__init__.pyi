from .chains import Forest, forest
from .curve import EpidemicCurve, epidemic_curve
from .cusum import cusum
from .data_faults import Fault, faults_between, faults_of
from .dated_delays import DatedDelay, DatedDelays, dated_delay, dated_delays_by_series
from .delay_distributions import daily_chance, parameters_of
from .delays import Delay, Delays, best_delay, delay, delays_by_series
from .discoveries import chance_of_so_many, discoveries
from .ears import ears
from .farrington import FARRINGTON_OPTIONS, FarringtonOptions, farrington
from .fixed_threshold import fixed_threshold
from .forecast import Forecast, forecast
from .growth import Growth, growth
from .infectors import found_among, infectors
from .moving_percentile import moving_percentile
from .nowcast import Nowcast, Nowcasts, nowcast, nowcasts
from .rates import FourRates, four_rates
from .reporting_triangle import delay_chances, reporting_triangle, reporting_triangles
from .reproduction import (
    Reproduction,
    UncertainReproduction,
    parametric_reproduction,
    reproduction,
    uncertain_reproduction,
    windows,
)
from .scan import Cluster, order_by_distance, order_by_neighbours, scan
from .scores import LEVELS, chance_of_no_gain, weighted_interval_score
from .serial_interval import serial_interval
from .series import Judged
from .severity import Severities, Severity, Share, Shares, severities, severity, share, shares, without_falls
from .wallinga_teunis import CohortReproduction, cohort_reproduction
from .weeks import WEEK_STARTS, EpidemiologicalWeek, counts_by_week, week_of

__all__ = [
    "FARRINGTON_OPTIONS",
    "LEVELS",
    "WEEK_STARTS",
    "Cluster",
    "CohortReproduction",
    "DatedDelay",
    "DatedDelays",
    "Delay",
    "Delays",
    "EpidemicCurve",
    "EpidemiologicalWeek",
    "FarringtonOptions",
    "Fault",
    "Forecast",
    "Forest",
    "FourRates",
    "Growth",
    "Judged",
    "Nowcast",
    "Nowcasts",
    "Reproduction",
    "Severities",
    "Severity",
    "Share",
    "Shares",
    "UncertainReproduction",
    "best_delay",
    "chance_of_no_gain",
    "chance_of_so_many",
    "cohort_reproduction",
    "counts_by_week",
    "cusum",
    "daily_chance",
    "dated_delay",
    "dated_delays_by_series",
    "delay",
    "delay_chances",
    "delays_by_series",
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
    "nowcasts",
    "order_by_distance",
    "order_by_neighbours",
    "parameters_of",
    "parametric_reproduction",
    "reporting_triangle",
    "reporting_triangles",
    "reproduction",
    "scan",
    "serial_interval",
    "severities",
    "severity",
    "share",
    "shares",
    "uncertain_reproduction",
    "week_of",
    "weighted_interval_score",
    "windows",
    "without_falls",
]

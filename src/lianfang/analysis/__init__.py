"""Analysis 研判: early warning, estimates. Arrays in, arrays out.

The counts are anything NumPy reads: its own arrays, lists, the columns of Arrow, Polars and pandas.
"""

from lianfang.analysis.cusum import cusum
from lianfang.analysis.ears import ears
from lianfang.analysis.farrington import FARRINGTON_OPTIONS, FarringtonOptions, farrington
from lianfang.analysis.fixed_threshold import fixed_threshold
from lianfang.analysis.growth import Growth, growth
from lianfang.analysis.moving_percentile import moving_percentile
from lianfang.analysis.reproduction import (
    Reproduction,
    UncertainReproduction,
    parametric_reproduction,
    reproduction,
    uncertain_reproduction,
    windows,
)
from lianfang.analysis.serial_interval import serial_interval
from lianfang.analysis.series import Judged
from lianfang.analysis.wallinga_teunis import CohortReproduction, cohort_reproduction

__all__ = [
    "FARRINGTON_OPTIONS",
    "CohortReproduction",
    "FarringtonOptions",
    "Growth",
    "Judged",
    "Reproduction",
    "UncertainReproduction",
    "cohort_reproduction",
    "cusum",
    "ears",
    "farrington",
    "fixed_threshold",
    "growth",
    "moving_percentile",
    "parametric_reproduction",
    "reproduction",
    "serial_interval",
    "uncertain_reproduction",
    "windows",
]

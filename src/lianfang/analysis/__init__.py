"""Analysis 研判: early warning, estimates. Arrays in, arrays out.

The counts are anything NumPy reads: its own arrays, lists, the columns of Arrow, Polars and pandas.
"""

from lianfang.analysis.cusum import cusum
from lianfang.analysis.ears import ears
from lianfang.analysis.farrington import FARRINGTON_OPTIONS, FarringtonOptions, farrington
from lianfang.analysis.fixed_threshold import fixed_threshold
from lianfang.analysis.moving_percentile import moving_percentile
from lianfang.analysis.series import Judged

__all__ = [
    "FARRINGTON_OPTIONS",
    "FarringtonOptions",
    "Judged",
    "cusum",
    "ears",
    "farrington",
    "fixed_threshold",
    "moving_percentile",
]

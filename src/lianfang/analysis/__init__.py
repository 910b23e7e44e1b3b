"""Analysis 研判: early warning, estimates. Arrays in, arrays out.

The counts are anything NumPy reads: its own arrays, lists, the columns of Arrow, Polars and pandas.
"""

import lazy_loader

# A name brings its module, and what that module is built on, when it is first asked for: whoever estimates R loads no
# compiler. The names stand in the stub beside this file, where type checkers read them too.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

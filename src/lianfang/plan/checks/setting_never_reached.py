"""A setting of contacts to which no place ever comes: an earlier one takes every place that it is for.

Of each place the first setting that fits holds. Put the narrower one first: sealed trains before trains.
"""

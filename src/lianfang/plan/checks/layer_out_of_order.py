"""A layer stands on itself, or on a level that is not higher than its own.

The order is nation, province, prefecture, county, town.
"""

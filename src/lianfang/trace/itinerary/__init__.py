"""Itineraries in Chinese prose, read into visits, tests, diagnoses and the rest, each with its span of text."""

from lianfang.trace.itinerary.reader import Itinerary, read
from lianfang.trace.itinerary.rows import COLUMNS, KINDS, Row

__all__ = ["COLUMNS", "KINDS", "Itinerary", "Row", "read"]

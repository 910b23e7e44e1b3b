"""Report cards of the national reporting system: its export becomes facts, whatever the order of the files.

``columns`` names the export's columns, ``reading`` types its rows, ``subjects`` says whose and of which case a card is,
``telling`` what the states of a card tell and from when, ``threads`` what must be written so that the ledger says so at
every moment, ``recording`` does it. docs/decisions/cards.md says why.
"""

from lianfang.facts.load.cards.columns import CARDS, HEADERS, column_of, columns_of, kept_by, words
from lianfang.facts.load.cards.recording import record_cards

__all__ = ["CARDS", "HEADERS", "column_of", "columns_of", "kept_by", "record_cards", "words"]

"""Who may be the same person: names by their sound, and a score over what is known of two people."""

from lianfang.facts.matching.names import pinyin_key, pinyin_keys
from lianfang.facts.matching.pairs import proposed_pairs
from lianfang.facts.matching.similarity import PROPOSED_FROM, Similarity, similarity

__all__ = ["PROPOSED_FROM", "Similarity", "pinyin_key", "pinyin_keys", "proposed_pairs", "similarity"]

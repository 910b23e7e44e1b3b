"""个案调查: the investigation form of a case, from facts, and filling in what they do not hold."""

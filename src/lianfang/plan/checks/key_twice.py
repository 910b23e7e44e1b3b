"""One thing is said twice in the same place.

Which of the two holds would be a guess; the plan language never lets the last one win. Keep one of them.
"""

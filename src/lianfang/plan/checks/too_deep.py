"""Parts stand inside parts without end.

No plan needs more than a dozen levels; the file is broken or was made by a program gone wrong.
"""

"""Parts stand inside parts without end.

No plan needs more than a dozen levels, nor 200,000 parts once its aliases are written out; the file is broken or was
made by a program gone wrong.
"""

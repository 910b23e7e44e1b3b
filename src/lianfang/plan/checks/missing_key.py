"""Something that a plan must say is not said.

Without it nobody could know what is owed, by whom, or by when. Add the line that the finding names.
"""

"""A part has a name that the plan language does not know, or that contradicts another.

What is not understood would not be done, without anybody being told. Correct the spelling, or take it out.

Instead of

    withn: 2 h

write

    within: 2 h
"""

"""A code that nothing ever ends.

A colour falls with its ground or with its days. Say when:

    expires: earlier of (end of day (last_exposed + 14 days), ground_fell, released)
"""

"""A parameter is named that neither the plan nor what it stands on has.

Instead of

    ends: end of day (last_exposed + isolaton_length)

write

    ends: end of day (last_exposed + isolation_length)
"""

"""`at least 4 of` three conditions can never hold, and `at least 0 of` them always does.

A protocol that asks for any two of three signs is written

    when: at least 2 of (fever, imaging, white_cells)
"""

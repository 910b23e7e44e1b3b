"""A layer sets what is so already.

What stands in two places is changed in one of them, and then nobody knows which holds. Take it out.
"""

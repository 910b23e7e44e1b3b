"""A layer stands on a plan, or a plan uses one, that is not there.

It is looked for beside the layer's own file, as NAME.yaml, then among the plans that ship.
"""

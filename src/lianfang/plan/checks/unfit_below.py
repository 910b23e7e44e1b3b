"""What a layer stands on, or a plan uses, has findings itself, or is more than parameters and rules.

Nothing can be built on it before it is mended: `lianfang plan check` on that file shows them.
"""

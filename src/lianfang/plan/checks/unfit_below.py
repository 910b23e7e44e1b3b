"""What a layer stands on has findings itself.

Nothing can be built on it before it is mended: `lianfang plan check` on that file shows them.
"""

"""Lianfang 联防: an outbreak command system. Facts in, duties out; the rooms are described in docs/."""

"""A lower layer may tighten or loosen something without end.

Whatever may be changed below says how far: `floor` is the least value any layer may give, `ceiling` the greatest.

    isolation_length:
      type: duration
      value: 14 days
      stricter: more
      lower may: tighten
      ceiling: 21 days
"""

"""`day 4 of …` where nobody said which number the first day has: of two readers one would be a day late.

A moment whose days are counted is an anchor of the plan's own, which says the number of its day:

    anchors:
      rash:
        name: {zh: 出疹, en: rash}
        for: case
        at: onset
        day: 0

    when: occurred_from >= day 4 of rash
"""

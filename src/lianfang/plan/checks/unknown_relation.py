"""Two kinds of fact are not tied in the way named, or share no tie at all.

Facts belong together by `of the same person | case | county | outbreak | unit | subject`, or by an area that lies
within a declared one: `covering origin`. Where no relation is named, the person, else the case, else the unit ties
them.
"""

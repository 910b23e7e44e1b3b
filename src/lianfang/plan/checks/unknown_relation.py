"""Two kinds of fact are not tied in the way named, or share no tie at all.

Facts belong together by `of the same person | case | county | town | village | outbreak | unit | subject | letter`; by
what their persons share: `of the same class | school | dormitory | ward | workplace | household`, or `vehicle`, in
which both rode on the day of the fact at hand; by an area that lies within a declared one: `covering origin`; by a
unit that the fact names: `at place`; and `of the index case`, `of the contacts`, `of the close contact`,
`of the group`. Where no relation is named, the person, else the case, else the unit ties them.
"""

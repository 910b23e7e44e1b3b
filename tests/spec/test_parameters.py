"""Figures with names

What a plan sets in figures can have a name and a source of its own under `parameters`. Rules name it where the figure
would stand. A layer sets it for its area, as far as the plan says it may.
"""


def test_a_parameter_stands_in_expressions_and_in_within(spec):
    """A length of time and a number with its unit"""
    spec(
        """
        for: health_check
        when: temperature > fever_above
        owes:
          by: {kinds: [command]}
          within: referral_time
          met by: {fact: referral}
        """,
        {
            "health_check": """
                person | when        | temperature
                wang   | 01-05 08:00 | 37.4
                li     | 01-05 08:00 | 37.3
                """
        },
        """
        who  | due
        wang | 01-05 10:00
        """,
        parameters="""
        parameters:
          fever_above:
            type: number
            value: 37.3
            unit: ℃
          referral_time:
            type: duration
            value: 2 h
        """,
    )


def test_days_slots_and_kinds_of_unit_may_be_parameters(spec):
    """Lists: days, parts of the day, kinds of unit, options of a column"""
    spec(
        """
        for: observation
        when: stage is entered and observation in watched
        owes:
          by: {kinds: signing}
          on days: {days: specimen_days, counted from: occurred_from, first day: 1}
          met by: {fact: specimen}
          ends: occurred_from + 7 days
        """,
        {
            "observation": """
                person | when        | observation | stage
                wang   | 01-05 08:00 | central     | entered
                li     | 01-05 08:00 | monitoring  | entered
                """
        },
        """
        who  | occurrence | due
        wang | 1          | 01-06 00:00
        wang | 4          | 01-09 00:00
        """,
        parameters="""
        parameters:
          watched:
            type: words
            value: [home, central]
          signing:
            type: unit kinds
            value: [grid, command]
          specimen_days:
            type: days
            value: [1, 4]
        """,
    )


def test_a_layer_sets_what_it_may(spec):
    """A county tightens a parameter, and the time of a rule, within their limits"""
    spec(
        """
        lower may: tighten
        floor: 6 h
        for: contact
        when: grade is close
        owes:
          by: {kinds: [cdc]}
          within: 24 h
          met by: {fact: notice}
          ends: end of day (last_exposed + isolation_length)
        """,
        {
            "exposure": """
                person | when        | case | grade | last
                wang   | 01-05 08:00 | c1   | close | 01-05 08:00
                """
        },
        """
        who  | due         | ends
        wang | 01-05 20:00 | 01-27 00:00
        """,
        parameters="""
        parameters:
          isolation_length:
            type: duration
            value: 14 days
            lower may: tighten
            stricter: more
            ceiling: 21 days
        """,
        layer="""
        sets:
          isolation_length:
            value: 21 days
            reason: {zh: 潜伏期较长, en: Incubation is longer}
            milder: {zh: 期满后居家, en: At home after the term}
          rule:
            within: 12 h
            reason: {zh: 邻县有病例, en: Cases next door}
            milder: {zh: 短信告知, en: By message}
        """,
    )

"""Health codes

Under `codes` a plan says which fact makes a person's code red or yellow, and what ends it. The ground is a case, a
contact, a test result, a symptom, a health check, an observation or a journey that a declaration of risk covers, and
the rule asks only what is medical of it: never a venue, a list or a person. All codes that stand are shown; the gravest
counts; who has none is green. A code of which the end is not known is not given. Under `expires`, and there alone, a
doctor's decision may be asked: it ends a code and never begins one.
"""


def test_a_contact_is_red_until_the_ground_falls_or_the_days_are_done(spec):
    """The ground, the condition, and the end"""
    spec.codes(
        """
        colour: red
        ground: contact
        when: grade is close
        expires: earlier of (end of day (last_exposed + 14 days), released, ground_fell)
        """,
        {
            "exposure": """
                person | when        | case | grade   | last
                wang   | 01-05 08:00 | c1   | close   | 01-05 08:00
                li     | 01-05 08:00 | c1   | general | 01-05 08:00
                """
        },
        """
        person | colour | ground  | since       | expires
        wang   | red    | contact | 01-05 08:00 | 01-20 00:00
        """,
        at="01-06 12:00",
    )


def test_a_fever_is_yellow_until_a_test(spec):
    """Beside the ground other medical facts of the same person may be asked"""
    spec.codes(
        """
        colour: yellow
        ground: health_check
        when: temperature > 37.3
        expires: >-
          earlier of (first(test_result where result is negative and sampled >= this.occurred_from).occurred_from,
          occurred_from + 7 days)
        """,
        {
            "health_check": """
                person | when        | temperature
                wang   | 01-05 08:00 | 38.0
                li     | 01-05 08:00 | 38.0
                """,
            "specimen": """
                subject | when        | persons
                s1      | 01-05 12:00 | wang
                """,
            "test_result": """
                subject | when        | result
                s1      | 01-05 20:00 | negative
                """,
        },
        """
        person | colour | since       | expires
        li     | yellow | 01-05 08:00 | 01-12 08:00
        wang   | yellow | 01-05 08:00 | 01-05 20:00
        """,
    )


def test_an_end_that_is_not_known_gives_no_code(spec):
    """Nobody is given a colour that nothing ends"""
    spec.codes(
        """
        colour: yellow
        ground: observation
        when: stage is entered
        expires: first(observation where stage is released and occurred_from > this.occurred_from).occurred_from
        """,
        {
            "observation": """
                person | when        | observation | stage
                wang   | 01-05 08:00 | home        | entered
                wang   | 01-15 08:00 | home        | released
                li     | 01-05 08:00 | home        | entered
                """
        },
        """
        person | colour | since       | expires
        wang   | yellow | 01-05 08:00 | 01-15 08:00
        """,
    )


def test_a_doctor_s_decision_may_end_a_code(spec):
    """A doctor's decision may end a code; a new exposure after it makes one again"""
    spec.codes(
        """
        colour: red
        ground: contact
        when: grade is close
        expires: >-
          earlier of (end of day (last_exposed + 14 days),
          first(decision where decision is loosened and occurred_from > this.last_exposed).occurred_from)
        """,
        {
            "exposure": """
                person | when        | case | grade | last
                wang   | 01-05 08:00 | c1   | close | 01-05 08:00
                li     | 01-05 08:00 | c1   | close | 01-08 08:00
                """,
            "decision": """
                person | when        | decision
                wang   | 01-07 10:00 | loosened
                li     | 01-07 10:00 | loosened
                wang   | 01-06 10:00 | upheld
                """,
        },
        """
        person | since       | expires
        li     | 01-05 08:00 | 01-23 00:00
        wang   | 01-05 08:00 | 01-07 10:00
        """,
        at="01-09 12:00",
    )

"""What is owed, by whom, until when

A duty keeps moments only: when it opened, when it is due, when it ends, when it was met. Its state is computed from
them and the clock: planned, open, overdue, met, met late, ended, waived.
"""


def test_overlapping_obligations_are_one_duty(spec):
    """Causes whose windows overlap make one duty, which ends when the latest of them ends"""
    spec(
        """
        for: journey
        owes:
          by: {kinds: [grid]}
          within: 24 h
          met by: {fact: specimen}
          ends: occurred_from + 3 days
        """,
        {
            "journey": """
                person | when        | direction
                wang   | 01-05 08:00 | arrival
                wang   | 01-07 08:00 | arrival
                wang   | 01-15 08:00 | arrival
                """,
            "specimen": """
                persons | when
                wang    | 01-09 08:00
                """,
        },
        """
        opened      | due         | ends        | met         | causes              | state
        01-05 08:00 | 01-06 08:00 | 01-10 08:00 | 01-09 08:00 | journey-1 journey-2 | met_late
        01-15 08:00 | 01-16 08:00 | 01-18 08:00 | -           | journey-3           | overdue
        """,
        at="01-17 08:00",
    )


def test_a_result_of_several_people_obliges_a_unit_once(spec):
    """A fact about several people is seen once for each; a unit owes one duty of it, as soon and as long as for any"""
    spec(
        """
        for: test_result
        subject: unit
        when: result is positive
        owes:
          by: {unit: unit, kinds: [cdc]}
          within: 24 h
          met by: {fact: specimen, same: unit}
          ends: first(outcome of the same person).occurred_from
        """,
        {
            "specimen": """
                subject | persons | when        | unit
                tube    | wang li | 01-05 08:00 | School
                """,
            "outcome": """
                person | when        | outcome
                wang   | 01-09 08:00 | discharged
                li     | 01-12 08:00 | discharged
                """,
            "test_result": """
                subject | when        | result
                tube    | 01-05 20:00 | positive
                """,
        },
        """
        opened      | due         | ends        | causes
        01-05 20:00 | 01-06 20:00 | 01-12 08:00 | test_result-1
        """,
    )


def test_states_follow_from_moments(spec):
    """Planned, open, overdue, ended"""
    spec(
        """
        for: journey
        owes:
          by: {kinds: [grid]}
          opens: occurred_from + 1 day
          within: 1 day
          met by: {fact: specimen}
          ends: occurred_from + 4 days
        """,
        {
            "journey": """
                person | when        | direction
                wang   | 01-05 08:00 | arrival
                li     | 01-07 08:00 | arrival
                zhao   | 01-08 08:00 | arrival
                sun    | 01-09 08:00 | arrival
                """
        },
        """
        who  | opened      | due         | ends        | state
        wang | 01-06 08:00 | 01-07 08:00 | 01-09 08:00 | ended
        li   | 01-08 08:00 | 01-09 08:00 | 01-11 08:00 | overdue
        zhao | 01-09 08:00 | 01-10 08:00 | 01-12 08:00 | open
        sun  | 01-10 08:00 | 01-11 08:00 | 01-13 08:00 | planned
        """,
        at="01-09 20:00",
    )


def test_on_counted_days(spec):
    """`on days`: a day already past is not owed, nor one after the end; entry is day 1"""
    spec(
        """
        for: exposure
        owes:
          by: {kinds: [cdc]}
          opens: first(observation where stage is entered).occurred_from
          on days: {days: [1, 4, 7, 14], counted from: opened, first day: 1}
          met by: {fact: specimen, from: start of day opened}
          ends: end of day (last + 14 days)
        """,
        {
            "exposure": """
                person | when        | last        | grade
                wang   | 01-01 08:00 | 01-01 12:00 | close
                """,
            "observation": """
                person | when        | observation | stage
                wang   | 01-05 10:00 | central     | entered
                """,
            "specimen": """
                persons | when
                wang    | 01-05 09:00
                wang    | 01-09 09:00
                """,
        },
        """
        occurrence | opened      | due         | ends        | met         | state
        1          | 01-05 10:00 | 01-06 00:00 | 01-08 00:00 | 01-05 09:00 | met
        4          | 01-08 00:00 | 01-09 00:00 | 01-11 00:00 | 01-09 09:00 | met_late
        7          | 01-11 00:00 | 01-12 00:00 | 01-16 00:00 | -           | planned
        """,
        at="01-10 08:00",
    )


def test_in_slots_of_each_day(spec):
    """`each day`: a slot can be met until the next one begins"""
    spec(
        """
        for: observation
        when: stage is entered
        owes:
          by: {kinds: [cdc], unit: site}
          each day: {between: ["06:00-12:00", "12:00-22:00"]}
          met by: {fact: health_check}
          ends: occurred_from + 1 day
        """,
        {
            "observation": """
                person | when        | observation | stage   | site
                wang   | 01-05 10:00 | central     | entered | Site
                """,
            "health_check": """
                person | when        | temperature
                wang   | 01-05 11:00 | 36.5
                wang   | 01-05 23:00 | 36.6
                """,
        },
        """
        occurrence | owed_by | opened      | due         | ends        | met         | state
        1          | Site    | 01-05 10:00 | 01-05 12:00 | 01-05 12:00 | 01-05 11:00 | met
        2          | Site    | 01-05 12:00 | 01-05 22:00 | 01-06 06:00 | 01-05 23:00 | met_late
        3          | Site    | 01-06 06:00 | 01-06 12:00 | 01-06 10:00 | -           | open
        """,
        at="01-06 08:00",
    )


def test_units_sign_each_day(spec):
    """`daily by units`: each unit of the kinds named, in the area that the fact speaks of"""
    spec(
        """
        for: declaration
        subject: subject
        when: about is response
        owes:
          by: {kinds: [command]}
          daily by units: {kinds: [hospital], cut: 24 h, due: 26 h}
          met by: {fact: sign_off, same: unit, where: day is this.day, from: opened - 24 h}
          ends: occurred_until
        """,
        {
            "declaration": """
                when        | about    | declared
                01-05 10:00 | response | county
                """,
            "sign_off": """
                unit     | when        | day   | zero
                Hospital | 01-06 01:00 | 01-05 | yes
                Hospital | 01-07 03:00 | 01-06 | no
                """,
        },
        """
        owed_by  | opened      | due         | met         | state
        Hospital | 01-06 00:00 | 01-06 02:00 | 01-06 01:00 | met
        Hospital | 01-07 00:00 | 01-07 02:00 | 01-07 03:00 | met_late
        Hospital | 01-08 00:00 | 01-08 02:00 | -           | planned
        """,
        at="01-07 20:00",
    )


def test_what_is_about_the_same_subject_meets_it(spec):
    """`same: subject`: what speaks of the same signal answers it; several methods that found it are one duty"""
    spec(
        """
        for: signal
        subject: subject
        owes:
          by: {kinds: [command], area: recorded}
          within: 24 h
          met by: {fact: signal_answer, same: subject}
        """,
        {
            "signal": """
                subject | when        | about  | method     | area
                one     | 01-05 08:00 | county | ears-c2    | county
                one     | 01-05 20:00 | county | farrington | county
                other   | 01-05 08:00 | county | ears-c2    | county
                """,
            "signal_answer": """
                subject | when        | about  | answer
                one     | 01-06 07:00 | county | expected
                """,
        },
        """
        opened      | due         | met         | state
        01-05 08:00 | 01-06 08:00 | -           | overdue
        01-05 08:00 | 01-06 08:00 | 01-06 07:00 | met
        """,
        at="01-06 20:00",
    )


def test_what_is_told_of_a_specimen_meets_what_is_owed_of_it(spec):
    """A duty of a specimen is met by what is told of the same specimen, as its result"""
    spec(
        """
        for: specimen
        owes:
          by: {kinds: [cdc], area: recorded}
          within: 6 h
          met by: {fact: test_result}
        """,
        {
            "specimen": """
                subject | persons | when
                tube-1  | wang li | 01-05 08:00
                tube-2  | wang    | 01-05 09:00
                """,
            "test_result": """
                subject | when        | result
                tube-1  | 01-05 12:00 | negative
                """,
        },
        """
        subject | owed_by | opened      | due         | met         | state
        tube-1  | CDC     | 01-05 08:00 | 01-05 14:00 | 01-05 12:00 | met
        tube-2  | CDC     | 01-05 09:00 | 01-05 15:00 | -           | overdue
        """,
        at="01-05 16:00",
    )


def test_a_unit_that_nobody_registered_owes_nothing(spec):
    """A duty is about a unit or an area that there is: what a fact says of any other obliges nobody"""
    spec(
        """
        for: membership
        subject: unit
        owes:
          by: {unit: unit, kinds: [command]}
          within: 1 day
          met by: {fact: sign_off, same: unit}
        """,
        {
            "membership": """
                person | unit   | when
                wang   | School | 01-05 08:00
                li     | Schol  | 01-05 08:00
                """,
        },
        """
        owed_by | opened      | due         | state
        School  | 01-05 08:00 | 01-06 08:00 | open
        """,
        at="01-05 16:00",
    )


def test_the_nearest_unit_owes(spec):
    """`kinds` are tried in their order, each from the area upward; nobody is said so"""
    spec(
        """
        for: journey
        owes:
          by: {kinds: [grid, command], area: whereabouts}
          within: 24 h
          met by: {fact: specimen}
        """,
        {
            "journey": """
                person | when        | direction | destination
                wang   | 01-05 08:00 | arrival   | grid
                li     | 01-06 08:00 | arrival   | town
                zhao   | 01-07 08:00 | arrival   | far
                """
        },
        """
        who  | owed_by | owed_kind | area
        wang | Grid    | grid      | /county/town/grid/
        li   | Town    | command   | /county/town/
        zhao | -       | grid      | /far/
        """,
    )


def test_a_positive_pool_makes_nobody_positive(spec):
    """A test result is seen once for each person of its specimen"""
    spec(
        """
        for: test_result
        subject: person
        when: result is positive and pooled > 1
        owes:
          by: {kinds: [cdc]}
          within: 24 h
          met by: {fact: specimen, where: pool is unknown or pool = 1}
        """,
        {
            "specimen": """
                subject | persons | when        | pool
                tube-1  | wang li | 01-05 08:00 | 2
                tube-2  | li      | 01-05 20:00 | 1
                """,
            "test_result": """
                subject | when        | result
                tube-1  | 01-05 16:00 | positive
                """,
        },
        """
        who  | opened      | met
        li   | 01-05 16:00 | 01-05 20:00
        wang | 01-05 16:00 | -
        """,
    )

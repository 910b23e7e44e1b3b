"""When a rule obliges

A rule is `for` a kind of fact. Each fact of that kind for which `when` is **true** is a cause of a duty: neither what
is false nor what is unknown obliges. Unknown passes through comparisons, `and`, `or` and `not` as in SQL; `is known`
and `is unknown` ask for it.
"""


def test_a_fact_that_fulfils_the_condition_obliges(spec):
    """A comparison, and an option by its name"""
    spec(
        """
        for: health_check
        when: temperature > 37.3 and setting is door
        owes:
          by: {kinds: [command]}
          within: 2 h
          met by: {fact: referral}
        """,
        {
            "health_check": """
                person | when        | temperature | setting
                wang   | 01-05 08:00 | 37.4        | door
                li     | 01-05 08:00 | 37.3        | door
                zhao   | 01-05 08:00 | 38.0        | home
                """
        },
        """
        who  | opened      | due         | owed_by
        wang | 01-05 08:00 | 01-05 10:00 | Town
        """,
    )


def test_unknown_obliges_nobody_unless_it_is_asked_for(spec):
    """Unknown is a third value"""
    spec(
        """
        for: journey
        when: evidence_result is not negative or evidence_result is unknown
        owes:
          by: {kinds: [grid]}
          within: 1 day
          met by: {fact: specimen}
        """,
        {
            "journey": """
                person | when        | direction | evidence_result
                wang   | 01-05 08:00 | arrival   | -
                li     | 01-05 08:00 | arrival   | negative
                zhao   | 01-05 08:00 | arrival   | positive
                """
        },
        """
        who  | due
        wang | 01-06 08:00
        zhao | 01-06 08:00
        """,
    )


def test_facts_of_the_same_person_are_asked_about(spec):
    """`exists`: inside the brackets a bare name is the other fact's, `this.` the rule's own"""
    spec(
        """
        for: exposure
        when: not exists(vaccination where occurred_from < this.occurred_from - 14 days)
        owes:
          by: {kinds: [cdc]}
          within: 24 h
          met by: {fact: vaccination}
        """,
        {
            "exposure": """
                person | when        | grade
                wang   | 01-05 08:00 | close
                li     | 01-05 08:00 | close
                """,
            "vaccination": """
                person | when        | dose
                wang   | 01-01 08:00 | 1
                li     | 01-06 08:00 | 2
                """,
        },
        """
        who  | met
        li   | 01-06 08:00
        wang | -
        """,
    )


def test_facts_are_counted(spec):
    """`count` counts facts"""
    spec(
        """
        for: attempt
        when: >-
          result is no_answer and count(attempt where result is no_answer
          and occurred_from <= this.occurred_from) >= 3
        owes:
          by: {kinds: [grid]}
          within: 24 h
          met by: {fact: attempt, where: result is reached}
        """,
        {
            "attempt": """
                person | when        | result
                wang   | 01-05 08:00 | no_answer
                wang   | 01-05 09:00 | no_answer
                wang   | 01-05 10:00 | no_answer
                li     | 01-05 08:00 | no_answer
                wang   | 01-05 11:00 | reached
                """
        },
        """
        who  | opened      | met         | causes
        wang | 01-05 10:00 | 01-05 11:00 | attempt-3
        """,
    )


def test_calls_in_a_row_that_nobody_answered(spec):
    """`in_vain`: how many calls in a row nobody answered; whoever is heard begins the row anew, a visit is no call"""
    spec(
        """
        for: attempt
        when: in_vain >= 3
        owes:
          by: {kinds: [grid]}
          due: end of day opened
          met by: {fact: attempt, where: channel is visit or result is reached}
        """,
        {
            "attempt": """
                person | when        | channel | result
                wang   | 01-05 08:00 | call    | no_answer
                wang   | 01-05 09:00 | call    | wrong_number
                wang   | 01-05 10:00 | call    | no_answer
                wang   | 01-05 11:00 | visit   | no_answer
                li     | 01-05 08:00 | call    | no_answer
                li     | 01-05 09:00 | call    | no_answer
                li     | 01-05 10:00 | call    | reached
                li     | 01-05 11:00 | call    | no_answer
                zhao   | 01-05 08:00 | call    | no_answer
                zhao   | 01-05 09:00 | visit   | no_answer
                zhao   | 01-05 10:00 | call    | no_answer
                """
        },
        """
        who  | opened      | due         | met         | causes
        wang | 01-05 10:00 | 01-06 00:00 | 01-05 11:00 | attempt-3
        """,
    )


def test_whom_facts_are_about_is_counted(spec):
    """`subjects` counts whom they are about: a case that turns confirmed is two facts and one case"""
    spec(
        """
        for: case
        subject: county
        when: >-
          subjects(case of the same county where classification in (confirmed, asymptomatic)
          and occurred_from > this.occurred_from - 14 days and occurred_from <= this.occurred_from) >= 2
        owes:
          by: {kinds: [cdc]}
          within: 2 h
          met by: {fact: action, same: county, where: action is event_report}
        """,
        {
            "case": """
                subject | person | when        | classification
                first   | wang   | 01-05 08:00 | asymptomatic
                first   | wang   | 01-06 08:00 | confirmed
                second  | li     | 01-07 08:00 | confirmed
                """
        },
        """
        who  | opened      | due         | owed_by | causes
        area | 01-07 08:00 | 01-07 10:00 | CDC     | case-3
        """,
    )


def test_a_declaration_covers_the_places_within_its_area(spec):
    """`covering origin`: the facts that speak of an area in which the origin lies"""
    spec(
        """
        for: journey
        when: exists(declaration covering origin where about is risk and counts_from <= this.occurred_from)
        owes:
          by: {kinds: [grid]}
          within: 24 h
          met by: {fact: specimen}
        """,
        {
            "journey": """
                person | when        | direction | origin
                wang   | 01-05 08:00 | arrival   | far-city
                li     | 01-05 08:00 | arrival   | county
                zhao   | 01-01 08:00 | arrival   | far
                """,
            "declaration": """
                when        | about | declared | counts_from
                01-06 08:00 | risk  | far      | 01-03
                """,
        },
        """
        who  | due
        wang | 01-06 08:00
        """,
    )

"""Case definitions

Under `case definitions` a plan says what a case must fulfil to be `suspected`, `clinical` (the probable case of other
protocols), `confirmed`, `asymptomatic` or `excluded`: by symptoms, exposure, links and results, and by a doctor's
decision, which is a fact like any other. What is said more than once, as to be exposed, is a name under `criteria`; a
condition may name the criteria and the definitions that stand before it. It speaks of the case's latest fact, and of
its `person`, `outbreak`, `onset`, `origin`, `generation`, `severity`, `outcome` and `ended` as the case stands; never
of how the case itself was classified.

What a definition gives is a proposal (`case_proposal`) beside the classification that a doctor recorded. It changes
nothing of it: who is a case, which rules oblige and what is counted follows from what was recorded. Where two
definitions hold, that which names the other in its condition, or says that it `goes before` it, is proposed; all that
hold are told, and those of which it is not known.
"""

MEASLES = """
        criteria:
          ill:
            when: >-
              exists(symptom where symptom = "rash") and exists(symptom where symptom = "fever")
              and at least 1 of (exists(symptom where symptom = "cough"),
              exists(symptom where symptom = "conjunctivitis"))
          found:
            when: exists(test_result where assay is igm and result is positive)
        case definitions:
          suspected:
            when: ill
          confirmed:
            when: suspected and found
            since: first(test_result where assay is igm and result is positive).occurred_from
          excluded:
            when: suspected and not found and exists(decision where decision is excluded)
"""


def test_a_case_is_proposed_to_be_what_its_facts_fulfil(spec):
    """Beside what was recorded stands what the facts propose, and since when"""
    spec.proposals(
        MEASLES,
        {
            "case": """
                subject | person | when        | classification
                a       | wang   | 01-05 08:00 | suspected
                b       | li     | 01-05 08:00 | suspected
                c       | zhao   | 01-05 08:00 | confirmed
                """,
            "symptom": """
                person | when        | symptom
                wang   | 01-05 08:00 | rash
                wang   | 01-04 08:00 | fever
                wang   | 01-04 08:00 | cough
                li     | 01-05 08:00 | rash
                li     | 01-04 08:00 | fever
                li     | 01-04 08:00 | conjunctivitis
                zhao   | 01-05 08:00 | rash
                """,
            "specimen": """
                subject | when        | persons
                s1      | 01-05 12:00 | wang
                """,
            "test_result": """
                subject | when        | assay | result
                s1      | 01-06 09:00 | igm   | positive
                """,
        },
        """
        case | recorded  | proposed  | holds                | since
        a    | suspected | confirmed | confirmed, suspected | 01-06 09:00
        b    | suspected | suspected | suspected            | 01-05 08:00
        c    | confirmed | -         | -                    | 01-05 08:00
        """,
    )


def test_a_doctors_decision_is_weighed(spec):
    """An expert's decision is a fact that a definition weighs"""
    spec.proposals(
        MEASLES,
        {
            "case": """
                subject | person | when        | classification
                a       | wang   | 01-05 08:00 | suspected
                """,
            "symptom": """
                person | when        | symptom
                wang   | 01-05 08:00 | rash
                wang   | 01-05 08:00 | fever
                wang   | 01-05 08:00 | cough
                """,
            "decision": """
                person | when        | decision | doctor | ground
                wang   | 01-08 10:00 | excluded | Chen   | rubella
                """,
        },
        """
        case | recorded  | proposed | holds
        a    | suspected | excluded | excluded, suspected
        """,
    )


def test_at_least_so_many_of_several(spec):
    """Any two of three signs; of what is not known it is not decided"""
    spec.proposals(
        """
        case definitions:
          clinical:
            when: at least 2 of (onset >= 2021-01-03, generation >= 2, exists(symptom where symptom = "fever"))
        """,
        {
            "case": """
                subject | person | when        | classification | onset | generation
                a       | wang   | 01-05 08:00 | suspected      | 01-04 | 2
                b       | li     | 01-05 08:00 | suspected      | 01-04 | -
                c       | zhao   | 01-05 08:00 | suspected      | 01-04 | 1
                d       | qian   | 01-05 08:00 | suspected      | -     | -
                """,
            "symptom": """
                person | when        | symptom
                zhao   | 01-05 08:00 | fever
                """,
        },
        """
        case | proposed | undecided
        a    | clinical | -
        b    | -        | clinical
        c    | clinical | -
        d    | -        | clinical
        """,
    )


def test_one_definition_is_the_exception_to_another(spec):
    """A definition goes before another where it says so"""
    spec.proposals(
        """
        criteria:
          found:
            when: exists(test_result where result is positive)
        case definitions:
          confirmed:
            when: found and exists(symptom)
          asymptomatic:
            when: found and not exists(symptom)
          excluded:
            when: exists(decision where decision is excluded)
            goes before: [confirmed, asymptomatic]
        """,
        {
            "case": """
                subject | person | when        | classification
                a       | wang   | 01-05 08:00 | asymptomatic
                b       | li     | 01-05 08:00 | asymptomatic
                """,
            "specimen": """
                subject | when        | persons
                s1      | 01-05 12:00 | wang li
                """,
            "test_result": """
                subject | when        | result
                s1      | 01-06 09:00 | positive
                """,
            "decision": """
                person | when        | decision | doctor | ground
                li     | 01-08 10:00 | excluded | Chen   | contamination
                """,
        },
        """
        case | recorded     | proposed     | holds
        a    | asymptomatic | asymptomatic | asymptomatic
        b    | asymptomatic | excluded     | excluded, asymptomatic
        """,
    )


def test_a_difference_opens_a_duty_where_the_plan_says_so(spec):
    """A rule for proposals: what differs from the record is looked at, and the doctor decides"""
    spec(
        """
        for: case_proposal
        when: proposed is confirmed and recorded != proposed
        owes:
          by: {kinds: [hospital], area: responsible}
          within: 2 h
          met by: {fact: case}
        """,
        {
            "case": """
                subject | person | when        | classification
                a       | wang   | 01-05 08:00 | suspected
                b       | li     | 01-05 08:00 | confirmed
                """,
            "specimen": """
                subject | when        | persons
                s1      | 01-05 12:00 | wang li
                """,
            "test_result": """
                subject | when        | result
                s1      | 01-06 09:00 | positive
                """,
        },
        """
        who  | subject_kind | opened      | due         | state
        wang | case         | 01-06 09:00 | 01-06 11:00 | overdue
        """,
        definitions="""
        case definitions:
          confirmed:
            when: exists(test_result where result is positive)
            since: first(test_result where result is positive).occurred_from
        """,
    )

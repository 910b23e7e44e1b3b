"""Facts of others

A question asks about the same person where nothing else is said. `of the same class`, `dormitory`, `ward`,
`workplace` asks about everybody who at the moment of the rule's own fact belonged where its person belonged
(`membership`; where no beginning was told, always), `of the same school` about everybody with a membership in that
unit, pupils and staff, `of the same household` about those of one household: the person's own facts are among them.
`of the index case` and `of the contacts` go from a contact or a case to the other side, `of the close contact` from a
secondary contact to those through whom it came; `at COLUMN` asks about the
unit that a column names, `covering COLUMN` about an area. `of the same vehicle` asks about everybody whom
journeys show in it on the day of the rule's own fact.
`of the same batch` goes from goods that somebody handled to
what was sampled of that batch and where it went; what is of no batch is tied to nothing. A window has an earliest and a
latest end: `x in the 3 days before y` and `from y` hold the earliest moment, `to y` and `after y` the latest.
"""

CLASSES = """
    person | group_kind   | unit   | group | occurred_until
    wang   | school_class | School | 3-2   | -
    li     | school_class | School | 3-2   | -
    zhao   | school_class | School | 3-1   | -
    sun    | school_class | School | 3-2   | 01-04 08:00
    """


def test_cases_of_the_same_class(spec):
    """`of the same class`: who had left it by then is no longer one of it"""
    spec(
        """
        for: case
        when: subjects(case of the same class where occurred_from in the 3 days to this.occurred_from) >= 2
        owes:
          by: {kinds: [cdc]}
          within: 2 h
          met by: {fact: action}
        """,
        {
            "membership": CLASSES,
            "case": """
                person | when        | classification
                sun    | 01-03 08:00 | clinical
                wang   | 01-05 08:00 | clinical
                zhao   | 01-05 09:00 | clinical
                li     | 01-06 08:00 | clinical
                """,
        },
        """
        who | opened      | due
        li  | 01-06 08:00 | 01-06 10:00
        """,
    )


def test_cases_in_the_same_vehicle(spec):
    """`of the same vehicle`: by its number, on the day of the fact at hand; who left the day before rode in it too"""
    spec(
        """
        for: journey
        when: exists(case of the same vehicle where classification is confirmed and person != this.person)
        owes:
          by: {kinds: [cdc]}
          within: 12 h
          met by: {fact: notice}
        """,
        {
            "journey": """
                person | when        | direction | vehicle | left_origin
                wang   | 01-05 06:00 | arrival   | K7041   | 01-04 21:00
                li     | 01-04 23:50 | arrival   | K7041   | -
                zhao   | 01-06 06:00 | arrival   | K7041   | 01-05 21:00
                sun    | 01-07 06:00 | arrival   | K7041   | 01-06 21:00
                qian   | 01-05 06:00 | intended_return | K7041 | -
                zhou   | 01-05 06:00 | arrival   | G101    | -
                """,
            "case": """
                person | when        | classification
                wang   | 01-08 08:00 | confirmed
                """,
        },
        """
        who | opened      | due
        li  | 01-04 23:50 | 01-05 11:50
        """,
    )


def test_who_works_in_units_of_a_kind(spec):
    """`unit_kind` of a membership: of which kind the unit is; of no unit, unknown"""
    spec(
        """
        for: membership
        when: group_kind is workplace and unit_kind is hospital
        owes:
          by: {unit: unit, kinds: [cdc]}
          within: 7 days
          met by: {fact: specimen}
        """,
        {
            "membership": """
                person | when        | group_kind   | unit     | group
                wang   | 01-01 08:00 | workplace    | Hospital | -
                li     | 01-01 08:00 | workplace    | School   | -
                zhao   | 01-01 08:00 | workplace    | -        | stall 7
                sun    | 01-01 08:00 | ward         | Hospital | 3
                """,
        },
        """
        who  | opened      | due
        wang | 01-01 08:00 | 01-08 08:00
        """,
    )


def test_classmates_of_a_case(spec):
    """A rule for each member, from the first case among them on"""
    spec(
        """
        for: membership
        when: group_kind is school_class and exists(case of the same class)
        owes:
          by: {unit: unit, kinds: [school]}
          opens: first(case of the same class).occurred_from
          within: 24 h
          met by: {fact: health_check}
          ends: latest(case of the same class).occurred_from + 3 days
        """,
        {
            "membership": """
                person | when        | group_kind   | unit   | group
                wang   | 01-01 08:00 | school_class | School | 3-2
                li     | 01-01 08:00 | school_class | School | 3-2
                zhao   | 01-01 08:00 | school_class | School | 3-1
                """,
            "case": """
                person | when        | classification
                wang   | 01-05 08:00 | clinical
                """,
            "health_check": """
                person | when        | temperature
                li     | 01-05 20:00 | 36.5
                """,
        },
        """
        who  | owed_by | opened      | ends        | met
        li   | School  | 01-05 08:00 | 01-08 08:00 | 01-05 20:00
        wang | School  | 01-05 08:00 | 01-08 08:00 | -
        """,
    )


def test_facts_of_the_same_household(spec):
    """`of the same household`"""
    spec(
        """
        for: test_result
        subject: person
        when: result is positive and exists(symptom of the same household where symptom = "fever")
        owes:
          by: {kinds: [cdc]}
          within: 24 h
          met by: {fact: admission}
        """,
        {
            "person": """
                person | household | residence
                wang   | house-1   | grid
                li     | house-1   | grid
                zhao   | house-2   | grid
                """,
            "specimen": """
                subject | persons | when
                tube-1  | wang    | 01-05 08:00
                tube-2  | zhao    | 01-05 08:00
                """,
            "test_result": """
                subject | when        | result
                tube-1  | 01-05 16:00 | positive
                tube-2  | 01-05 16:00 | positive
                """,
            "symptom": """
                person | when        | symptom
                li     | 01-04 08:00 | fever
                """,
        },
        """
        who  | opened
        wang | 01-05 16:00
        """,
    )


def test_the_index_case_of_a_contact(spec):
    """`of the index case`: a contact waits for the result of the case"""
    spec(
        """
        for: contact
        when: exists(test_result of the index case where result is positive)
        owes:
          by: {kinds: [cdc]}
          opens: first(test_result of the index case where result is positive).occurred_from
          within: 12 h
          met by: {fact: specimen}
        """,
        {
            "case": """
                subject | person | when        | classification
                ill     | wang   | 01-04 08:00 | suspected
                other   | sun    | 01-04 08:00 | suspected
                """,
            "exposure": """
                person | when        | grade | case
                li     | 01-03 08:00 | close | ill
                zhao   | 01-03 08:00 | close | other
                """,
            "specimen": """
                subject | persons | when
                tube-1  | wang    | 01-05 08:00
                """,
            "test_result": """
                subject | when        | result
                tube-1  | 01-05 16:00 | positive
                """,
        },
        """
        who | opened      | due
        li  | 01-05 16:00 | 01-06 04:00
        """,
    )


def test_the_contacts_of_a_case(spec):
    """`of the contacts`: one of them is ill too"""
    spec(
        """
        for: case
        when: exists(case of the contacts where occurred_from > this.occurred_from)
        owes:
          by: {kinds: [cdc]}
          within: 2 h
          met by: {fact: action}
        """,
        {
            "case": """
                subject | person | when        | classification
                first   | wang   | 01-04 08:00 | confirmed
                second  | li     | 01-06 08:00 | confirmed
                """,
            "exposure": """
                person | when        | grade | case
                li     | 01-03 08:00 | close | first
                """,
        },
        """
        who  | opened
        wang | 01-04 08:00
        """,
    )


def test_quantities_of_the_unit_where_it_was(spec):
    """`at place`: what was measured at the unit that a column names"""
    spec(
        """
        for: exposure
        when: latest(measurement at place where measure = "ventilation").value < 30
        owes:
          by: {unit: place, kinds: [cdc]}
          within: 1 day
          met by: {fact: notice}
        """,
        {
            "exposure": """
                person | when        | grade | place
                wang   | 01-05 08:00 | close | School
                li     | 01-05 08:00 | close | Hospital
                """,
            "measurement": """
                unit     | when        | measure     | value
                School   | 01-03 08:00 | ventilation | 40
                School   | 01-04 08:00 | ventilation | 10
                Hospital | 01-04 08:00 | ventilation | 60
                """,
        },
        """
        who  | owed_by | due
        wang | School  | 01-06 08:00
        """,
    )


def test_quantities_of_a_zone(spec):
    """`covering responsible`: what was measured in a zone that holds the area"""
    spec(
        """
        for: case
        when: latest(measurement covering responsible where measure = "breteau").value >= 5
        owes:
          by: {kinds: [command]}
          within: 2 days
          met by: {fact: action}
        """,
        {
            "case": """
                person | when        | classification | responsible
                wang   | 01-05 08:00 | confirmed      | mill
                li     | 01-05 08:00 | confirmed      | far-city
                """,
            "measurement": """
                zone | when        | measure | value
                town | 01-04 08:00 | breteau | 12
                """,
        },
        """
        who  | owed_by
        wang | Town
        """,
    )


def test_a_rate(spec):
    """A rate: a count by a count, or by what was measured; by nothing it is unknown"""
    spec(
        """
        for: case
        when: >-
          subjects(case of the same class) / subjects(membership of the same class) >= 0.5
          and subjects(case of the same school)
          / latest(measurement at reported_by where measure = "pupils").value < 0.1
        owes:
          by: {kinds: [cdc]}
          within: 2 h
          met by: {fact: action}
        """,
        {
            "membership": """
                person | when        | group_kind   | unit   | group
                wang   | 01-01 08:00 | school_class | School | 3-2
                li     | 01-01 08:00 | school_class | School | 3-2
                zhao   | 01-01 08:00 | school_class | School | 3-1
                sun    | 01-01 08:00 | school_class | School | 3-1
                chen   | 01-01 08:00 | school_class | School | 3-1
                """,
            "case": """
                person | when        | classification | reported_by
                wang   | 01-05 08:00 | clinical       | School
                zhao   | 01-05 08:00 | clinical       | School
                li     | 01-05 08:00 | clinical       | CDC
                """,
            "measurement": """
                unit   | when        | measure | value
                School | 01-01 08:00 | pupils  | 400
                """,
        },
        """
        who
        wang
        """,
    )


def test_days_of_an_anchor(spec):
    """`anchors`: a moment of the plan's own, and the number of its day"""
    spec(
        """
        for: case
        when: >-
          exists(test_result of the same person where result is negative
          and sampled >= day 4 of this.rash and sampled < day 29 of this.rash)
        owes:
          by: {kinds: [cdc]}
          on days: {days: [4, 5], counted from: rash}
          met by: {fact: health_check}
        """,
        {
            "case": """
                person | when        | classification | onset
                wang   | 01-04 08:00 | clinical       | 01-02
                li     | 01-04 08:00 | clinical       | 01-02
                """,
            "symptom": """
                person | when        | symptom
                wang   | 01-05 20:00 | rash
                li     | 01-05 20:00 | rash
                """,
            "specimen": """
                subject | persons | when
                tube-1  | wang    | 01-08 23:00
                tube-2  | li      | 01-09 01:00
                """,
            "test_result": """
                subject | when        | result
                tube-1  | 01-10 08:00 | negative
                tube-2  | 01-10 08:00 | negative
                """,
        },
        """
        who | occurrence | opened      | due
        li  | 4          | 01-09 00:00 | 01-10 00:00
        li  | 5          | 01-10 00:00 | 01-11 00:00
        """,
        definitions="""
        anchors:
          rash:
            for: case
            at: later of (onset, first(symptom where symptom = "rash").occurred_from)
            day: 0
        """,
    )


def test_secondary_contacts_wait_for_the_tests_of_the_close_contact(spec):
    """`of the close contact`: those through whom somebody is a secondary contact; `largest`: the last of them"""
    spec(
        """
        for: contact
        when: >-
          grade is secondary
          and not exists(test_result of the close contact where result is positive)
        owes:
          by: {kinds: [grid]}
          within: 24 h
          met by: {fact: observation}
          ends: largest(contact of the close contact where grade is close and case is this.case).negative
        """,
        {
            "case": """
                subject | person | when        | classification
                ill     | wang   | 01-04 08:00 | confirmed
                """,
            "exposure": """
                person | when        | case | grade     | via
                li     | 01-02 08:00 | ill  | close     | -
                zhao   | 01-02 08:00 | ill  | close     | -
                qian   | 01-02 08:00 | ill  | close     | -
                sun    | 01-03 08:00 | ill  | secondary | li
                sun    | 01-03 09:00 | ill  | secondary | zhao
                chen   | 01-03 08:00 | ill  | secondary | li
                zhou   | 01-03 08:00 | ill  | secondary | qian
                wu     | 01-03 08:00 | ill  | secondary | wei
                """,
            "specimen": """
                subject | persons | when
                tube-1  | li      | 01-05 08:00
                tube-2  | zhao    | 01-06 08:00
                tube-3  | qian    | 01-05 08:00
                """,
            "test_result": """
                subject | when        | result
                tube-1  | 01-05 16:00 | negative
                tube-2  | 01-06 16:00 | negative
                tube-3  | 01-05 16:00 | positive
                """,
        },
        """
        who  | opened      | ends
        chen | 01-03 08:00 | 01-05 16:00
        sun  | 01-03 08:00 | 01-06 16:00
        wu   | 01-03 08:00 | -
        """,
        definitions="""
        anchors:
          negative:
            for: contact
            at: first(test_result of the same person where result is negative).occurred_from
            day: 0
        """,
    )


def test_of_values_of_which_one_is_unknown_nobody_knows_the_greatest(spec):
    """`largest` and `smallest`: unknown where nothing was told, and where one of the values is unknown"""
    spec(
        """
        for: case
        when: >-
          largest(health_check of the same household where occurred_from <= this.occurred_from).temperature > 38.5
          or smallest(symptom of the same household).occurred_from < occurred_from - 2 days
        owes:
          by: {kinds: [cdc]}
          within: 2 h
          met by: {fact: action}
        """,
        {
            "person": """
                person | household | residence
                wang   | house-1   | grid
                li     | house-1   | grid
                zhao   | house-2   | grid
                sun    | house-2   | grid
                qian   | house-3   | grid
                """,
            "case": """
                person | when        | classification
                wang   | 01-05 08:00 | confirmed
                zhao   | 01-05 08:00 | confirmed
                qian   | 01-05 08:00 | confirmed
                """,
            "health_check": """
                person | when        | temperature
                wang   | 01-04 08:00 | 37.0
                li     | 01-04 08:00 | 39.0
                zhao   | 01-04 08:00 | 39.0
                sun    | 01-04 08:00 | -
                """,
            "symptom": """
                person | when        | symptom
                qian   | 01-02 08:00 | fever
                qian   | 01-04 08:00 | cough
                """,
        },
        """
        who  | opened
        qian | 01-05 08:00
        wang | 01-05 08:00
        """,
    )


def test_whoever_handled_a_batch(spec):
    """A positive package obliges those who handled its batch, wherever that was, from the result on; and nobody else"""
    spec(
        """
        for: handling
        when: exists(test_result of the same batch where category is goods and result is positive)
        owes:
          by: {kinds: [cdc]}
          opens: >-
            later of (occurred_from,
            first(test_result of the same batch where category is goods and result is positive).occurred_from)
          within: 24 h
          met by: {fact: specimen}
        """,
        {
            "handling": """
                person | batch | when        | unit
                wang   | B1    | 01-03 08:00 | School
                li     | B1    | 01-06 08:00 | Town
                zhao   | B2    | 01-03 08:00 | School
                sun    | -     | 01-03 08:00 | School
                """,
            "specimen": """
                subject | persons | category | batch | unit   | when
                s1      |         | goods    | B1    | School | 01-04 08:00
                s2      |         | goods    | B2    | School | 01-04 08:00
                s3      |         | goods    | -     | School | 01-04 08:00
                s4      | wang    | person   | -     | -      | 01-05 10:00
                """,
            "test_result": """
                subject | when        | result
                s1      | 01-04 20:00 | positive
                s2      | 01-04 20:00 | negative
                s3      | 01-04 20:00 | positive
                """,
        },
        """
        who  | opened      | due         | met
        wang | 01-04 20:00 | 01-05 20:00 | 01-05 10:00
        li   | 01-06 08:00 | 01-07 08:00 | -
        """,
    )


def test_the_place_where_a_batch_was_positive(spec):
    """A result of goods or of a surface stands for the place where it was taken, and for no person"""
    spec(
        """
        for: test_result
        subject: unit
        when: category in (goods, surface) and result is positive
        owes:
          by: {kinds: [cdc], area: responsible}
          within: 24 h
          met by: {fact: specimen, same: unit, where: category is surface}
        """,
        {
            "specimen": """
                subject | persons | category | batch | unit   | when
                s1      |         | goods    | B1    | School | 01-04 08:00
                s2      |         | surface  | -     | School | 01-05 08:00
                s3      | wang    | person   | -     | -      | 01-04 08:00
                """,
            "test_result": """
                subject | when        | result
                s1      | 01-04 20:00 | positive
                s3      | 01-04 20:00 | positive
                """,
        },
        """
        who  | opened      | met
        unit | 01-04 20:00 | 01-05 08:00
        """,
    )

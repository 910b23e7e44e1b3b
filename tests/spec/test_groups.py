"""Groups

A cluster, an outbreak is what the plan says it is, under `groups`. Which facts of cases count is `where`, by which
moment `counted by` (else `occurred_from`); a case counts once, by the earliest of its facts that do. So many `cases`
`in one` class, school, dormitory, ward, workplace, household, village, town or county `within` so long found a group.
To it belong all cases in the same one between which less than `closed after` lies, before and after; by a tie of
`joined by` too, though nothing is founded by it. Groups of one definition that share a case are one. A group closes
when for `closed after` no case has come; what comes later founds another.

A rule `for: group class-cluster` is about such a group: its columns are `recognised` (when so many cases had been
noticed), `founded`, `first`, `last`, `closes`, `cases`, `unit`, `place`, `share`. Its duty is owed in the group's area
and met by facts about its cases (`same: group`) or of its unit (`same: unit`). `of the group` asks about its cases;
`exists(group of the same person)` whether somebody is in one, `of the same class` whether a classmate is. A group
keeps its name, that of the case known first, when earlier or later cases are told.

With `near: 200 m` in the place of `in one`, cases that lie so near to each other are one zone; there even a single
case founds it, for what is owed there is owed of the place. Where a case lies is its `longitude` and `latitude`, as
told last.
A `measurement` with a place belongs to the nearest zone that had begun, as far as the zone `reaches` (else `near`):
`of the group` asks for what was measured there, `same: group` is met by it, and a rule for a measurement may be about
its zone (`subject: group`).
"""

CLUSTER = """
    groups:
      class-cluster:
        where: classification in (clinical, confirmed)
        counted by: onset
        founded by: {cases: 3, within: 3 days, in one: class}
        closed after: 4 days
    """
PUPILS = """
    person | group_kind   | unit   | group
    wang   | school_class | School | 3-2
    li     | school_class | School | 3-2
    zhao   | school_class | School | 3-2
    sun    | school_class | School | 3-2
    qian   | school_class | School | 3-2
    chen   | school_class | School | 3-1
    zhou   | school_class | School | 3-1
    wu     | school_class | School | 3-1
    """
OWES = """
    for: group class-cluster
    owes:
      by: {unit: unit, kinds: [school]}
      within: 2 h
      met by: {fact: action, where: action is event_report}
      ends: closes
    """


def test_what_founds_a_group(spec):
    """So many in one class within three days: days 3, 4 and 5, and whoever falls ill until it closes"""
    spec(
        OWES,
        {
            "membership": PUPILS,
            "case": """
                person | when        | onset | classification
                wang   | 01-04 09:00 | 01-03 | clinical
                li     | 01-05 09:00 | 01-04 | clinical
                zhao   | 01-06 09:00 | 01-05 | clinical
                sun    | 01-09 09:00 | 01-08 | confirmed
                qian   | 01-13 09:00 | 01-12 | confirmed
                chen   | 01-05 09:00 | 01-05 | clinical
                zhou   | 01-05 09:00 | 01-05 | suspected
                wu     | 01-05 09:00 | 01-05 | clinical
                """,
        },
        """
        who   | owed_by | area          | opened      | due         | ends
        group | School  | /county/town/ | 01-06 09:00 | 01-06 11:00 | 01-12 00:00
        """,
        definitions=CLUSTER,
        groups="""
        unit   | place | cases | who              | first       | founded     | recognised  | last        | closes
        School | 3-2   | 4     | li sun wang zhao | 01-03 00:00 | 01-05 00:00 | 01-06 09:00 | 01-08 00:00 | 01-12 00:00
        """,
    )


def test_who_meets_a_duty_of_a_group(spec):
    """What is done about any of its cases meets the duty of the group"""
    spec(
        OWES,
        {
            "membership": PUPILS,
            "case": """
                subject | person | when        | onset | classification
                a       | wang   | 01-04 09:00 | 01-03 | clinical
                b       | li     | 01-05 09:00 | 01-04 | clinical
                c       | zhao   | 01-05 09:00 | 01-05 | clinical
                d       | chen   | 01-05 09:00 | 01-05 | clinical
                """,
            "action": """
                subject | when        | action
                d       | 01-05 09:30 | event_report
                b       | 01-05 10:00 | event_report
                """,
        },
        """
        who   | opened      | met         | state
        group | 01-05 09:00 | 01-05 10:00 | met
        """,
        definitions=CLUSTER,
        at="01-06 08:00",
    )


def test_what_merges_two(spec):
    """`joined by`: brother and sister make the clusters of two classes one, and one at home joins them"""
    spec(
        OWES,
        {
            "membership": PUPILS,
            "person": """
                person | household | residence
                zhao   | house-1   | grid
                chen   | house-1   | grid
                mother | house-1   | grid
                wang   | -         | grid
                li     | -         | grid
                zhou   | -         | grid
                wu     | -         | grid
                """,
            "case": """
                person | when        | onset | classification
                wang   | 01-04 09:00 | 01-03 | clinical
                li     | 01-05 09:00 | 01-04 | clinical
                zhao   | 01-06 09:00 | 01-05 | clinical
                chen   | 01-07 09:00 | 01-07 | clinical
                zhou   | 01-08 09:00 | 01-07 | clinical
                wu     | 01-08 10:00 | 01-08 | clinical
                mother | 01-10 09:00 | 01-10 | clinical
                """,
        },
        """
        who   | opened      | ends
        group | 01-06 09:00 | 01-14 00:00
        """,
        definitions="""
        groups:
          class-cluster:
            where: classification in (clinical, confirmed)
            counted by: onset
            founded by: {cases: 3, within: 3 days, in one: class}
            joined by: household
            closed after: 4 days
        """,
        groups="""
        place | cases | who                             | recognised
        3-2   | 7     | chen li mother wang wu zhao zhou | 01-06 09:00
        """,
    )


def test_several_ways_to_found_a_group(spec):
    """Two in a village or five in a town: one more in the town does not join where the town founds nothing"""
    spec(
        """
        for: group outbreak
        owes:
          by: {kinds: [cdc]}
          within: 2 h
          met by: {fact: action}
        """,
        {
            "case": """
                person | when        | classification | responsible
                wang   | 01-03 09:00 | confirmed      | mill
                li     | 01-10 09:00 | confirmed      | mill
                zhao   | 01-11 09:00 | confirmed      | hill
                sun    | 01-11 09:00 | confirmed      | town
                """,
        },
        """
        who   | opened      | owed_by | responsible
        group | 01-10 09:00 | CDC     | /county/town/mill/
        """,
        definitions="""
        groups:
          outbreak:
            founded by:
              - {cases: 2, within: 10 days, in one: village}
              - {cases: 5, within: 10 days, in one: town}
            closed after: 21 days
        """,
        groups="""
        share   | place | cases | who
        village | mill  | 2     | li wang
        """,
    )


def test_questions_about_a_group(spec):
    """`of the group`: half of its cases were sampled"""
    spec(
        """
        for: group class-cluster
        when: subjects(specimen of the group) / cases < 0.5
        owes:
          by: {kinds: [cdc]}
          within: 24 h
          met by: {fact: specimen}
        """,
        {
            "membership": PUPILS,
            "case": """
                person | when        | onset | classification
                wang   | 01-04 09:00 | 01-03 | clinical
                li     | 01-05 09:00 | 01-04 | clinical
                zhao   | 01-06 09:00 | 01-05 | clinical
                """,
            "specimen": """
                subject | persons | when
                tube-1  | wang    | 01-06 08:00
                tube-2  | chen    | 01-06 08:00
                """,
        },
        """
        who   | opened      | met
        group | 01-06 09:00 | -
        """,
        definitions=CLUSTER,
    )


def test_who_is_in_a_group(spec):
    """`exists(group of the same person)`: a case that is no part of a cluster is owed less"""
    spec(
        """
        for: case
        when: exists(group of the same person where definition = "class-cluster")
        owes:
          by: {kinds: [cdc]}
          within: 24 h
          met by: {fact: specimen}
        """,
        {
            "membership": PUPILS,
            "case": """
                person | when        | onset | classification
                wang   | 01-04 09:00 | 01-03 | clinical
                li     | 01-05 09:00 | 01-04 | clinical
                zhao   | 01-06 09:00 | 01-05 | clinical
                chen   | 01-06 09:00 | 01-05 | clinical
                """,
        },
        """
        who  | opened
        wang | 01-04 09:00
        li   | 01-05 09:00
        zhao | 01-06 09:00
        """,
        definitions=CLUSTER,
    )


ZONE = """
    groups:
      zone:
        founded by: {cases: 1, near: 200 m}
        closed after: 25 days
        reaches: 500 m
    """
ILL = """
    person | when        | classification | longitude | latitude
    wang   | 01-03 09:00 | confirmed      | 113.260   | 23.130
    li     | 01-05 09:00 | suspected      | -         | -
    zhao   | 01-06 09:00 | confirmed      | 113.2615  | 23.130
    sun    | 01-06 09:00 | confirmed      | 113.300   | 23.130
    qian   | 01-07 09:00 | confirmed      | 113.2630  | 23.130
    """


def test_zones_by_distance(spec):
    """`near`: whoever lies near one of them is of the zone, 154 m and 154 m; who has no place is of none"""
    spec(
        """
        for: group zone
        owes:
          by: {kinds: [cdc]}
          within: 2 days
          met by: {fact: measurement, where: measure = "breteau"}
          ends: closes
        """,
        {
            "case": ILL,
            "measurement": """
                unit | when        | measure | value | longitude | latitude
                CDC  | 01-04 09:00 | breteau | 12    | 113.2655  | 23.130
                CDC  | 01-06 10:00 | breteau | 12    | 113.280   | 23.130
                """,
        },
        """
        who   | opened      | due         | met         | ends
        group | 01-03 09:00 | 01-05 09:00 | 01-04 09:00 | 02-01 09:00
        group | 01-06 09:00 | 01-08 09:00 | -           | 01-31 09:00
        """,
        definitions=ZONE,
        groups="""
        share    | place           | cases | who            | first       | closes
        distance | 113.260, 23.130 | 3     | qian wang zhao | 01-03 09:00 | 02-01 09:00
        distance | 113.300, 23.130 | 1     | sun            | 01-06 09:00 | 01-31 09:00
        """,
    )


def test_what_is_measured_in_a_zone(spec):
    """What is measured obliges of its zone: again after two to three days, until the value is reached"""
    spec(
        """
        for: measurement
        subject: group
        when: measure = "breteau" and value >= 5
        owes:
          by: {kinds: [cdc]}
          opens: occurred_from + 2 days
          due: occurred_from + 3 days
          met by: {fact: measurement, where: measure = "breteau"}
          ends: >-
            earlier of (first(group of the same group).closes,
            first(measurement of the same group where measure = "breteau"
            and occurred_from > this.occurred_from).occurred_from + 1 day)
        """,
        {
            "case": ILL,
            "measurement": """
                unit | when        | measure | value | longitude | latitude
                CDC  | 01-05 10:00 | breteau | 22    | 113.261   | 23.130
                CDC  | 01-08 08:00 | breteau | 7     | 113.261   | 23.130
                CDC  | 01-11 12:00 | breteau | 4     | 113.261   | 23.130
                CDC  | 01-07 10:00 | breteau | 6     | 113.302   | 23.130
                CDC  | 01-07 10:00 | breteau | 90    | 113.350   | 23.130
                """,
        },
        """
        opened      | due         | met         | causes        | state
        01-07 10:00 | 01-08 10:00 | 01-08 08:00 | measurement-1 | met
        01-09 10:00 | 01-10 10:00 | -           | measurement-4 | overdue
        01-10 08:00 | 01-11 08:00 | 01-11 12:00 | measurement-2 | met_late
        """,
        definitions=ZONE,
    )

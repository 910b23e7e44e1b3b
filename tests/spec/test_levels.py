"""Levels of areas

Under `levels` a plan says how areas get a risk level (`low`, `medium`, `high`) or a response level (`response_4` to
`response_1`): of which areas, by which figures, on which condition. Figures are counted each day, the day itself the
last of their window; a figure of an area holds what lies in it and below. What is derived is a proposal. A
`Declaration` of the whole area gives force; where the scale says `force: by rule`, the signed plan does.

Conditions must neither overlap nor leave a gap; `lianfang plan check` tries all figures that they can tell apart.
"""

RISK = """
about: risk
of: county
figures:
  new_cases: {counts: confirmed, within: 14 days}
  all_cases: {counts: confirmed}
  cluster: {cluster of: confirmed, at least: 2, within: 14 days}
grades:
  low: {when: new_cases = 0}
  medium: {when: new_cases > 0 and (all_cases <= 50 or not cluster)}
  high: {when: new_cases > 0 and all_cases > 50 and cluster}
"""


def test_counts_told_are_carried_on_and_compared(spec):
    """Counts told for an area: new ones by difference; where no cluster is known the level is an interval"""
    spec.levels(
        RISK,
        {
            "reported_count": """
                counted  | day   | confirmed
                county   | 01-05 | 40
                county   | 01-18 | 60
                far-city | 01-05 | 60
                """
        },
        """
        area     | lowest | highest | since | new_cases | all_cases | cluster | basis
        county   | medium | high    | 01-18 | 20        | 60        | -       | counts
        far-city | low    | low     | 01-19 | 0         | 60        | 0       | counts
        """,
    )


def test_a_fall_is_a_correction(spec):
    """A count that falls is a correction: no case less, and none new"""
    spec.levels(
        RISK,
        {
            "reported_count": """
                counted | day   | confirmed
                county  | 01-01 | 12
                county  | 01-16 | 9
                """
        },
        """
        area     | lowest | highest | since | new_cases | all_cases | told
        county   | low    | low     | 01-15 | 0         | 9         | 01-16
        far-city | low    | high    | 01-20 | -         | -         | -
        """,
    )


def test_persons_show_a_cluster_and_that_there_is_none(spec):
    """Where persons are known so is a cluster: cases of one outbreak; a case of no outbreak may belong to any"""
    spec.levels(
        """
        about: risk
        of: county
        figures:
          new_cases: {counts: confirmed, within: 14 days}
          cluster: {cluster of: [confirmed, asymptomatic], at least: 2, within: 14 days}
        grades:
          low: {when: new_cases = 0}
          medium: {when: new_cases > 0 and not cluster}
          high: {when: new_cases > 0 and cluster}
        """,
        {
            "case": """
                subject | person | when        | classification | outbreak | responsible
                c1      | wang   | 01-10 08:00 | confirmed      | market   | county
                c2      | li     | 01-12 08:00 | asymptomatic   | market   | town
                c3      | zhao   | 01-12 08:00 | confirmed      | school   | far-city
                c4      | sun    | 01-14 08:00 | confirmed      | -        | far-city
                """
        },
        """
        area     | lowest | highest | since | new_cases | cluster | basis
        county   | high   | high    | 01-12 | 1         | 1       | persons
        far-city | medium | high    | 01-14 | 2         | -       | persons
        """,
    )


def test_a_zero_report_is_a_zero(spec):
    """None is none once a unit there has signed a day; before that it is not known"""
    spec.levels(
        RISK,
        {
            "sign_off": """
                unit | when        | day   | zero
                CDC  | 01-06 01:00 | 01-05 | yes
                """
        },
        """
        area     | lowest | highest | since | new_cases | basis
        county   | low    | low     | 01-05 | 0         | persons
        far-city | low    | high    | 01-20 | -         | none
        """,
    )


def test_a_level_may_stay_until_something_else_holds(spec):
    """`lowered when`: raised at once, lowered later"""
    spec.levels(
        """
        about: response
        of: county
        force: by rule
        figures:
          new_cases: {counts: confirmed, within: 7 days}
        grades:
          response_4: {when: new_cases = 0}
          response_2: {when: new_cases > 0 and new_cases < 10}
          response_1: {when: new_cases >= 10, lowered when: new_cases = 0}
        """,
        {
            "reported_count": """
                counted  | day   | confirmed
                county   | 01-01 | 2
                county   | 01-03 | 14
                county   | 01-09 | 15
                far-city | 01-03 | 15
                """
        },
        """
        area     | lowest     | highest    | since | in_force   | new_cases
        county   | response_1 | response_1 | 01-03 | response_1 | 1
        far-city | response_4 | response_4 | 01-10 | response_4 | 0
        """,
        at="01-12 12:00",
    )


def test_a_declaration_gives_force(spec):
    """A declaration of the whole area gives force, whatever is proposed; one of a place within it does not"""
    spec.levels(
        RISK,
        {
            "reported_count": """
                counted  | day   | confirmed
                county   | 01-18 | 3
                far-city | 01-01 | 3
                """,
            "declaration": """
                when        | declared | place      | about | level
                01-15 08:00 | county   | -          | risk  | low
                01-16 08:00 | county   | North Road | risk  | high
                """,
        },
        """
        area     | lowest | highest | declared | in_force
        county   | medium | medium  | low      | low
        far-city | low    | low     | -        | -
        """,
    )


UNTIL_THE_19TH = """
in force: {from: 2021-01-10, until: 2021-01-19}
about: risk
of: county
figures:
  new_cases: {counts: confirmed, within: 14 days}
grades:
  low: {when: new_cases = 0}
  medium: {when: new_cases > 0}
"""
COUNTED_ONCE = {
    "reported_count": """
        counted | day   | confirmed
        county  | 01-09 | 3
        """
}


def test_a_scale_of_some_days(spec):
    """A scale may hold in some days of a plan only, the first and the last of them included; no level is older"""
    spec.levels(
        UNTIL_THE_19TH,
        COUNTED_ONCE,
        """
        area     | lowest | highest | since
        county   | medium | medium  | 01-10
        far-city | low    | medium  | 01-19
        """,
        at="01-19 12:00",
    )


def test_a_scale_after_its_days(spec):
    """Outside its days a scale proposes nothing; another may hold then"""
    spec.levels(UNTIL_THE_19TH, COUNTED_ONCE, "area | lowest | highest | since", at="01-20 12:00")

"""A rule is for a group that the plan does not define.

What a cluster or an outbreak is stands under `groups`, once, and rules name it:

    groups:
      class-cluster:
        name: {zh: 班级聚集性病例, en: Cluster in a class}
        founded by: {cases: 5, within: 3 days, in one: class}
        closed after: 3 days

    for: group class-cluster
"""

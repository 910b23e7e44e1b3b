"""An anchor or a group asks about groups, or about what cases are proposed to be: these follow from it, and later.

A plan is derived in one order: anchors, groups, proposals, rules. What an anchor or a group would ask of a later step
is not there yet, and the answer would always be no. Ask the facts instead, or say it in a rule.

Instead of

    groups:
      class-cluster:
        where: exists(case_proposal of the same case where proposed is confirmed)

write

    groups:
      class-cluster:
        where: classification is confirmed
"""

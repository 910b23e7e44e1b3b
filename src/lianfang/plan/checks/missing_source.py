"""A rule rests on no document.

What binds people must say on which clause. A clause that nobody has found yet is written `to be found`: it is then a
note, and signing refuses the plan.

    source: {document: 新型冠状病毒肺炎防控方案（第七版）, clause: to be found, date: 2020-09-15}
"""

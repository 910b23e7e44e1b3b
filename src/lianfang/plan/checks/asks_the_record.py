"""A case definition asks how the case itself was classified: it would say back what the doctor wrote.

A definition weighs what was found: symptoms, exposure, links, results, and a doctor's decision as a fact. How *other*
cases are classified may be asked, as that of the index case.

Instead of

    when: exists(case of the same case where classification is confirmed)

write

    when: exists(test_result where assay is nucleic_acid and result is positive)
"""

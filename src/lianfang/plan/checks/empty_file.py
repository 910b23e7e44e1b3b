"""The file holds nothing.

A plan begins with its name:

    plan: dengue_2025
    name: {zh: 登革热防控方案, en: Dengue plan}
    disease: dengue
    chapters: []
"""

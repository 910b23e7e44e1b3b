"""A layer is stricter than what it stands on and does not say why, or not which milder way was considered.

Of measures that serve, the law wants the least harmful one. So each tightening and each added rule says both:

    reason: {zh: 邻县出现本土病例, en: Local cases in the neighbouring county}
    milder: {zh: 仅提醒自测, en: Only advising people to test themselves}
"""

"""A kind of fact that the vocabulary does not have.

Instead of

    when: exists(test_resutl where result is positive)

write

    when: exists(test_result where result is positive)
"""

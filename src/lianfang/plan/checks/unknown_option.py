"""A column of options never has the value named: the condition could never be true.

Instead of

    when: classification is confrimed

write

    when: classification is confirmed
"""

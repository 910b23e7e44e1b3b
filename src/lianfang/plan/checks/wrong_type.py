"""Things of different kinds are compared or added: a number with a day, a text with a moment.

Moments and days go together; a duration can be added to them. Everything else is compared with its own kind only.

Instead of

    when: temperature > 2021-01-05

write

    when: temperature > 37.3
"""

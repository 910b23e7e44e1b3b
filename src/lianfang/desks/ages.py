"""How old somebody is, and whether a guardian speaks for them."""

from datetime import date

# Under this age a guardian answers for a person (个人信息保护法, articles 28 and 31).
OF_AGE = 14


def years_of(birth: date, day: date) -> int:
    """The years that somebody has completed by a day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def is_child(birth: date, day: date) -> bool:
    """Whether somebody born then is under the age at which one answers for oneself."""
    return years_of(birth, day) < OF_AGE

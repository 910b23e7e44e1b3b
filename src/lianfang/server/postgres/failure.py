"""What the user can be told when the database cannot be used."""

from lianfang.vocabulary.mistakes import Mistake


class Unusable(Mistake):
    """The database cannot be used; the text is one line that says what to do."""

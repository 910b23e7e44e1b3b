"""What a user did wrong, said in one line."""


class Mistake(Exception):
    """A mistake of the user's in a file, an option or a form; its text says where, which value and what to do.

    The command line prints it on one line and exits 2; a page shows it beside the form. It is never a traceback.
    """

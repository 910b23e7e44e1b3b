"""A parameter cannot be called so: the name is a column of facts, a word of the language, or taken.

Inside an expression nobody could tell it from what it hides. Write small letters with _ between them.
"""

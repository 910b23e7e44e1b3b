"""A fact does not have the column named.

Inside `exists(… where …)` a bare name is a column of the fact asked about; that of the rule's own fact is written
`this.name`.
"""

"""A code turns on something that is no medical ground: a venue, a list, whoever recorded it, or a person.

A colour takes people's freedom of movement. It may rest only on a case, a contact, a test result, a symptom, a
temperature, an observation in force, or a stay in an area under a declaration of risk. Whom a code could be made to
single out by where they scanned, or by the list on which they stand, must not be named by its rule. A decision may be
asked under `expires` only: a doctor ends a code, nobody orders one.

Instead of

    ground: visit
    when: place_name is "Sunshine Hotel"

write

    ground: contact
    when: grade is close
"""

"""Facts + plan + clock → what follows: statuses of people and cases, contacts, duties, counts.

people.py, cases.py, contacts.py, counts.py need no plan (written by the lead); duties follow from a plan's rules.
"""

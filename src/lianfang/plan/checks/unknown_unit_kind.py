"""No unit is of the kind named, so nobody would ever owe the duty.

The kinds are those of the vocabulary: command, cdc, hospital, fever_clinic, laboratory, isolation_site, grid and so on.
"""

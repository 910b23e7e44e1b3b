"""PLACEHOLDER BY THE LEAD, NOT COMMITTED: whoever writes plan/ and derive/ replaces this file next, before plan extras.

Contract (see run.py): duties(tables, plan, at) -> (duties, causes), frames with vocabulary's columns of duty and
duty_cause. tables = facts as known_by gives them + areas + units + people, cases, contacts (already derived; see
people.py, cases.py, contacts.py, counts.py, which are done and committed).
"""

from datetime import datetime

import polars as pl

from lianfang import vocabulary

_TYPES = {"subject": pl.String, "fact": pl.String, "moment": pl.Datetime("us", "UTC"), "integer": pl.Int64}


def _empty(name):
    return pl.DataFrame(schema={c.name: _TYPES.get(c.type, pl.String) for c in vocabulary.derived(name).columns})


def duties(tables, plan, at: datetime):
    return _empty("duty"), _empty("duty_cause")

"""A case's itinerary: prose pasted, read, corrected beside its text, and recorded as visits and journeys.

What is recorded here is what a case told an investigator, `how` it is known being a statement. It is no scan: nobody is
collected who is not a case, and it is the evidence of the contacts that will be sought, so it needs no declaration and
stands in the ledger with the case's other facts, under the case's area and whoever may read visits. The store of
`lianfang.trace.store` is for what codes, tickets and tills tell of everybody; collecting that is off until a
declaration turns it on, and what touched no case is destroyed after it. Only movements are kept, and of these not what
was at home: the prose itself is not, nor what it says of others.
"""

"""A condition or a moment cannot be read.

The place where reading stopped is marked, with what could have stood there. The manual has the whole grammar on a page
(docs/plan-language.md).
"""

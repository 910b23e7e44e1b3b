"""The steps of recording, in their order: rows, values, subjects, comparison, writing. ``facts.record`` calls them."""

"""The file is no YAML, or no text at all.

Nothing of the plan can be read before the place named is mended. Most often an indentation is not that of its
neighbours, a tab stands where spaces should, or a text with a colon in it lacks its quotes.

Instead of

    what: {zh: 采样, en: Sample, then wait: 24 h}

write

    what: {zh: 采样, en: "Sample, then wait: 24 h"}
"""

"""Reports: the figures as dataclasses first, then paper. `docx`, `xlsx`, `pdf`, `html`, `json` and text show the same
object, so page, list and report cannot differ."""

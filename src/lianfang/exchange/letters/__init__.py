"""协查函: letters as they come, read into a table (Word, workbook, text, machine file); written for the other side."""

from lianfang.exchange.letters.reading import read_letter_file, read_letter_text
from lianfang.exchange.letters.told import NAME_FIELDS, LetterTold, NameTold, Unread, united
from lianfang.exchange.letters.writing import as_csv, as_json

__all__ = [
    "NAME_FIELDS",
    "LetterTold",
    "NameTold",
    "Unread",
    "as_csv",
    "as_json",
    "read_letter_file",
    "read_letter_text",
    "united",
]

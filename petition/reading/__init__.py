"""Reads what people have: a letter into its parts (`reader`), a list to who stands in it (`brought`, `listing`).

Top down, each package importing none above it: `letters`, `tables`, `signatories`, `chats`, `naming`, `files`, `lines`;
what they hand on are `blocks` and the `draft`. docs/reading.md is the map.
"""

from petition.reading.draft import Call, Draft, Line, Recipient
from petition.reading.reader import read, read_text
from petition.reading.refusals import NotALetter, Refusal

__all__ = ["Call", "Draft", "Line", "NotALetter", "Recipient", "Refusal", "read", "read_text"]

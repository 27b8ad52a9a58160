"""Reads a letter in text, Markdown, HTML, Word or OpenDocument into its parts, for an organiser to start from."""

from petition.reading.draft import Call, Draft, Line, NotALetter, Recipient, Refusal
from petition.reading.reader import read, read_text

__all__ = ["Call", "Draft", "Line", "NotALetter", "Recipient", "Refusal", "read", "read_text"]

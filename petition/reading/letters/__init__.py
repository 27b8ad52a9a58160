"""A letter to its parts: head, recipients, text, closing, signatories, call."""

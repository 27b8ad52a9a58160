"""A letter taken apart: head, recipients, text, closing, who signs, call; and the account of its lines."""

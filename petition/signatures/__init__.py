"""Signatures: given on a form or from a list, confirmed by mail, shown as their owners chose, withdrawn at will."""

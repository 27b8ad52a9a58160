"""A table of signatories: which rows head it, what its columns hold, and who signed by each of its rows."""

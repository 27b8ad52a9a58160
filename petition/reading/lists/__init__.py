"""A list of signatories to who stands in it: a table by its columns and what is asked of them, lines one by one."""

"""Lists of signatories that organisers bring: read, checked, added whole, undone whole."""

"""Cases for a person to decide: which signatures are one signatory's. It links and takes links apart; it removes nothing."""

"""What a message says: who signs, whether they do, and what speaks against it. Pure."""

"""What one line says, and knows of no other: a name or a body, a role and where, a label, a closing, several at once."""

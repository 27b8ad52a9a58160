"""What reading, likeness and interpret know alike about words: letters folded, roles, places, set phrases. Pure."""

"""A letter as a value: who stands in it, in which order, and the words around them. Pure."""

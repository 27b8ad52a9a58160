"""Letters: gathered, composed and printed in every format."""

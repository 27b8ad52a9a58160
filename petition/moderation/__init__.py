"""What organisers do about signatures: find them, look at those that are held, take them off and put them back."""

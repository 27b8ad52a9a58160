"""How a complete letter reaches its recipient, by email from here or by hand, and what came of it."""

"""Mail in: a message read from its bytes, who it is surely from, what its writer wrote; and mail that came back."""

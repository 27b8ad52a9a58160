"""A list copied from a chat, or from comments below a post: who wrote each message, and whom it names."""

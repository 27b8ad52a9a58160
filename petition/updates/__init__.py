"""Updates: written at the desk, read on a page and in a feed, emailed to those who asked for them."""

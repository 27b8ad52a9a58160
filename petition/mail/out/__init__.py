"""Mail out: a row of the same transaction as its cause, carried by the worker, sent once or at most twice."""

"""Messages that sign: received, understood or put before an organiser."""

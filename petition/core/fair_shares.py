"""How many connections each process of the web has, so that who has more lets another take the next one.

All processes listen at one socket, and whoever looks first takes all that stands there: of sixteen connections that a proxy
opens at once and keeps, one process had sixteen and the other none, so that half of the machine was idle
(https://github.com/benoitc/gunicorn/issues/3071). The numbers stand in memory that the processes share.
"""

import mmap
import time

_PLACES = 64  # for processes, by the number that gunicorn gives each; the next start has others
_NOBODY = -1
_PATIENCE = 0.01  # seconds that another is left time for

_connections, _turns = (memoryview(mmap.mmap(-1, 8 * _PLACES)).cast("q") for _ in range(2))
for _place in range(_PLACES):
    _connections[_place] = _NOBODY


class Share:
    """What one process has of all connections."""

    def __init__(self, number: int) -> None:
        """Begin with none."""
        self._own = number % _PLACES
        self._since = 0.0
        self._in_vain: dict[int, int] = {}

    def tell(self, connections: int) -> None:
        """Tell the others how many this process has, and that it is at work."""
        _connections[self._own] = connections
        _turns[self._own] += 1

    def end(self) -> None:
        """Let the others expect nothing more of it."""
        _connections[self._own] = _NOBODY

    def is_left_to_another(self, connections: int) -> bool:
        """Whether the next connection is left to a process that has fewer, for a moment: it may be too busy, or stopped.

        Who was waited for in vain is waited for again when it has done anything since.
        """
        fewer = {
            place: _turns[place]
            for place, number in enumerate(_connections)
            if _NOBODY < number < connections and self._in_vain.get(place) != _turns[place]
        }
        now = time.monotonic()
        if fewer and now < (self._since or now) + _PATIENCE:
            self._since = self._since or now
            return True
        self._since, self._in_vain = 0.0, fewer
        return False

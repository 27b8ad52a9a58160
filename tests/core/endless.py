"""The main of a process that never ends by itself."""

from petition.core.limited_process import limit


def main() -> None:
    """Go on for ever, with a second of the processor to do so."""
    limit(seconds=1, memory=1 << 30)
    while True:
        pass

"""Typesetting as a program: data in by standard input, the PDF out; see typesetting.typeset_apart."""

import json
import sys
from pathlib import Path

from petition.letters.render.typesetting import EXIT_UNDRAWN, Undrawn, typeset


def main() -> int:
    """Write the PDF and exit with 0, or the signs no font draws and exit with EXIT_UNDRAWN."""
    data, fonts = json.load(sys.stdin.buffer)
    made = typeset(data, tuple(map(Path, fonts)))
    if isinstance(made, Undrawn):
        sys.stdout.buffer.write(json.dumps(made).encode())
        return EXIT_UNDRAWN
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())

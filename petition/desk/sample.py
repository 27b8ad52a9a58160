"""The sample appeal of a first run: of our own writing, published, and signed by people who do not exist."""

from pathlib import Path

SLUG = "keep-the-reading-room"
TEAM = "Friends of the Reading Room"
ORGANISER = "organiser@example.org"

_FOLDER = Path(__file__).parent / "sample_letter"

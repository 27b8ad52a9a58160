"""Whether Grafana's own types know all that deploy/monitoring/dashboard.json says: what they give back must be the same.

    python -m venv /tmp/g && /tmp/g/bin/pip install grafana-foundation-sdk && /tmp/g/bin/python bench/dashboard.py

It is not Grafana, which was not to be had: a field that Grafana would pass over is found, one that
it would draw oddly is not.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import Dashboard

DASHBOARD = Path(__file__).resolve().parents[1] / "deploy/monitoring/dashboard.json"


def main() -> None:
    given = json.loads(DASHBOARD.read_text())
    back = json.loads(JSONEncoder().encode(Dashboard.from_json(given)))
    lost = list(differing(given, back, ""))
    print(f"{len(given['panels'])} panels; not known, or other: {', '.join(lost) or 'nothing'}")
    sys.exit(bool(lost))


def differing(given: Any, back: Any, where: str) -> Iterator[str]:
    """Where what was given does not come back."""
    if isinstance(given, dict) and isinstance(back, dict):
        for name, value in given.items():
            yield from differing(value, back.get(name), f"{where}/{name}")
    elif isinstance(given, list) and isinstance(back, list) and len(given) == len(back):
        for nth, (one, other) in enumerate(zip(given, back, strict=True)):
            yield from differing(one, other, f"{where}/{nth}")
    elif given != back:
        yield where


if __name__ == "__main__":
    main()

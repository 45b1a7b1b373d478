"""The beat table: one line an entry, with its reason. Pausable in the admin, where beat keeps its copy."""

from typing import Any

BEAT: dict[str, dict[str, Any]] = {
    # Claims feeds that are due and rings again whatever the broker may have lost.
    "tick": {"task": "sync.tick", "schedule": 20.0, "options": {"expire_seconds": 60}},
    # Computes the board's lines that are no longer true: of changed books, on a new day, after people's words.
    "standings": {"task": "runway.standings", "schedule": 15.0, "options": {"expire_seconds": 60}},
}

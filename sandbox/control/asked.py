"""What a control request asks for, taken out of its JSON body with a clear word where it is wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sandbox.exchange import Request


class Wrong(ValueError):
    """A control request that cannot be done; the text says what would."""


def fields(request: Request, allowed: set[str]) -> dict[str, Any]:
    """The body; Wrong for a name outside those allowed."""
    body = request.json
    if not body.keys() <= allowed:
        raise Wrong(
            f"unknown {', '.join(sorted(body.keys() - allowed))}; there are: {', '.join(sorted(allowed))}"
        )
    return body


def number(value: Any, name: str) -> float:
    """The value as a number; Wrong for anything else."""
    try:
        return float(value)
    except (TypeError, ValueError):
        raise Wrong(f"{name} must be a number, not {value!r}") from None


def whole(value: Any, name: str) -> int:
    """The value as an int; Wrong for anything else."""
    found = number(value, name)
    if found != int(found):
        raise Wrong(f"{name} must be a whole number, not {value!r}")
    return int(found)


def instant(value: Any, name: str) -> datetime:
    """The ISO 8601 text as an aware instant; Wrong for anything else."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        raise Wrong(f"{name} must be an ISO 8601 instant, not {value!r}") from None
    if found.tzinfo is None:
        raise Wrong(f"{name} must carry an offset, e.g. 2026-11-20T08:00:00-08:00")
    return found

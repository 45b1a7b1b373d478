"""Flow: mirrored. When workers and beat last showed that they are alive, for the pages."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sync import pulses


def ages_of_life(now: datetime) -> Mapping[str, timedelta | None]:
    """How long ago workers and beat last showed life, by their names; None where they never did. One query."""
    known = pulses.pulses()
    return {
        name.value: max(now - known[name], timedelta(0)) if name in known else None for name in pulses.MAIN
    }

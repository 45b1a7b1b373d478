"""The operators' view of mirrors and of sync itself: much to be seen, little to be done, all of it with a trail."""

from sync.admin import (
    alerts,
    businesses,
    connections,
    deliveries,
    discrepancies,
    feeds,
    issues,
    mirrors,
    quality,
    runs,
    ties,
    writes,
)

__all__ = [
    "alerts",
    "businesses",
    "connections",
    "deliveries",
    "discrepancies",
    "feeds",
    "issues",
    "mirrors",
    "quality",
    "runs",
    "ties",
    "writes",
]

"""The audit trail is as it was written: each chain holds from its first entry to its last (core/trail.py)."""

from collections.abc import Iterator

from core.trail import chains
from sync.invariants.violation import Violation

NAME = "audit trail"
RULE = "Each entry of the audit trail follows the one before it, and none is missing."


def violations() -> Iterator[Violation]:
    """The first broken link of each chain. All entries are read, so this takes as long as the trail is."""
    for chain in chains():
        if chain.broken:
            of = "no business" if chain.business_id is None else f"business {chain.business_id}"
            where = f"entry {chain.position} of {of}" if chain.position else of
            yield Violation("AuditEntry", str(chain.entry_id or "none"), f"{where}: {chain.broken}")

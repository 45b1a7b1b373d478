"""Flow: mirrored. Filling the mirror: everything once (`backfill`), then what changed (`pull_changes`, `pull_events`).

QBO -> SmartSyncService -> merge -> mirror tables. Each page is merged in the transaction that keeps its place, so a
worker may be killed anywhere: the next run goes on after the last merged page.
"""

from sync.orchestrators.backfill import backfill
from sync.orchestrators.changes import pull_changes
from sync.orchestrators.events import pull_events

__all__ = ["backfill", "pull_changes", "pull_events"]

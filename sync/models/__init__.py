"""What sync keeps for itself: connections, feeds, runs, issues, usage and the shared throttle."""

from sync.models.connection import Connection
from sync.models.feed import EntityState, Feed, FeedKind
from sync.models.generation import Generation
from sync.models.issue import CAUSE, Cause, SyncIssue
from sync.models.run import ONE_AT_A_TIME, OPEN_STATES, RunKind, RunState, SyncRun
from sync.models.usage import ApiUsage, CallSlot, Throttle

__all__ = [
    "CAUSE",
    "ONE_AT_A_TIME",
    "OPEN_STATES",
    "ApiUsage",
    "CallSlot",
    "Cause",
    "Connection",
    "EntityState",
    "Feed",
    "FeedKind",
    "Generation",
    "RunKind",
    "RunState",
    "SyncIssue",
    "SyncRun",
    "Throttle",
]

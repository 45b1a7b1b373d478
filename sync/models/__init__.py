"""What sync keeps for itself: connections, feeds, runs, deliveries, issues, alerts, usage, writes, and what calls
share: throttle, circuit, read budget, reads under way; and dated balances."""

from sync.models.alert import Alert, AlertKind
from sync.models.budget import ReadBudget
from sync.models.circuit import Circuit
from sync.models.connection import Connection
from sync.models.delivery import Operation, WebhookDelivery, WebhookEvent, WebhookRefusal
from sync.models.discrepancy import Discrepancy
from sync.models.feed import EntityState, Feed, FeedKind
from sync.models.generation import Generation
from sync.models.issue import CAUSE, Cause, SyncIssue
from sync.models.lag import ChangeLag
from sync.models.pulse import Pulse, PulseName
from sync.models.quality import EntityQuality, QualityCheck, QualityThresholds
from sync.models.reading import BalanceReading
from sync.models.run import ONE_AT_A_TIME, OPEN_STATES, RunKind, RunState, SyncRun
from sync.models.shared_read import SharedRead
from sync.models.tie_out import PAYABLE, RECEIVABLE, TieOut, TieState
from sync.models.usage import ApiUsage, CallSlot, Throttle
from sync.models.writing import WriteKind, WriteOperation

__all__ = [
    "CAUSE",
    "ONE_AT_A_TIME",
    "OPEN_STATES",
    "PAYABLE",
    "RECEIVABLE",
    "Alert",
    "AlertKind",
    "ApiUsage",
    "BalanceReading",
    "CallSlot",
    "Cause",
    "ChangeLag",
    "Circuit",
    "Connection",
    "Discrepancy",
    "EntityQuality",
    "EntityState",
    "Feed",
    "FeedKind",
    "Generation",
    "Operation",
    "Pulse",
    "PulseName",
    "QualityCheck",
    "QualityThresholds",
    "ReadBudget",
    "RunKind",
    "RunState",
    "SharedRead",
    "SyncIssue",
    "SyncRun",
    "Throttle",
    "TieOut",
    "TieState",
    "WebhookDelivery",
    "WebhookEvent",
    "WebhookRefusal",
    "WriteKind",
    "WriteOperation",
]

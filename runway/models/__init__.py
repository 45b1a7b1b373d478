"""What RowCol's people decide about mirrored books, and what is derived from them. QBO never touches these tables."""

from runway.models.account import AccountMark
from runway.models.assumptions import Assumptions
from runway.models.decision import Action, Decision
from runway.models.expected_date import ExpectedDate
from runway.models.kept_week import KeptWeek, MissedWeek
from runway.models.known_item import Ending, KnownItem, KnownItemChange
from runway.models.page_time import PageTime
from runway.models.pay_date_score import PayDateScore
from runway.models.reserve import Reserve
from runway.models.standing import Standing
from runway.models.tray import TrayNote, Verdict

__all__ = [
    "AccountMark",
    "Action",
    "Assumptions",
    "Decision",
    "Ending",
    "ExpectedDate",
    "KeptWeek",
    "KnownItem",
    "KnownItemChange",
    "MissedWeek",
    "PageTime",
    "PayDateScore",
    "Reserve",
    "Standing",
    "TrayNote",
    "Verdict",
]

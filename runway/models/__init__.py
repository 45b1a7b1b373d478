"""What RowCol's people decide about mirrored books, and what is derived from them. QBO never touches these tables."""

from runway.models.account import AccountMark
from runway.models.decision import Action, Decision
from runway.models.page_time import PageTime
from runway.models.standing import Standing
from runway.models.tray import TrayNote, Verdict

__all__ = ["AccountMark", "Action", "Decision", "PageTime", "Standing", "TrayNote", "Verdict"]

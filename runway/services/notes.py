"""What people said about issues, as plain values: kept by RowCol, untouched by any sync."""

from dataclasses import dataclass
from datetime import datetime

from core.models import Business
from runway.models import TrayNote, Verdict


@dataclass(frozen=True, slots=True)
class Said:
    """One person's latest word on one issue; `seen` names this very word, so that nobody overwrites another's."""

    kind: str
    entity: str
    qbo_id: str
    verdict: Verdict
    note: str
    by: str
    at: datetime

    @property
    def seen(self) -> str:
        return self.at.isoformat()


def notes_of(business: Business) -> tuple[Said, ...]:
    """Everything that was said about a business's issues, the latest first. One query."""
    notes = TrayNote.objects.filter(business=business).select_related("changed_by")
    return tuple(said(note) for note in notes.order_by("-changed_at", "-pk"))


def said(note: TrayNote) -> Said:
    """A row as a value; who has left is somebody."""
    by = str(note.changed_by) if note.changed_by else "Somebody"
    verdict = Verdict(note.verdict)
    return Said(note.kind, note.entity, note.qbo_id, verdict, note.note, by, note.changed_at)

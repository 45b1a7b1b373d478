"""Flow: owned. The last acts on a business's decisions: who did what, and when."""

from datetime import date
from zoneinfo import ZoneInfo

from core.models import AuditEntry, Business, User
from runway import words
from runway.models import Action
from runway.services.console_decided import said
from runway.services.console_page import TrailLine

SHOWN = 10
DEEDS = ("decision proposed", "decision approved", "decision withdrawn", "decision declined")


def trail_of(business: Business) -> tuple[TrailLine, ...]:
    """The newest first. Two queries; whoever has no account any more goes by the address that acted."""
    entries = list(AuditEntry.objects.filter(business_id=business.pk, action__in=DEEDS)[:SHOWN])
    people = {user.email: str(user) for user in User.objects.filter(email__in={e.actor for e in entries})}
    return tuple(_line(entry, people.get(entry.actor, entry.actor), business) for entry in entries)


def _line(entry: AuditEntry, who: str, business: Business) -> TrailLine:
    seen, on = entry.detail.get("seen", {}), entry.detail.get("on")
    entity, qbo_id = entry.subject.split(" ", 1)
    return TrailLine(
        at=entry.at.astimezone(ZoneInfo(business.timezone)),
        who=who,
        deed=entry.action.removeprefix("decision ").capitalize(),
        what=said(Action(entry.detail["what"]), date.fromisoformat(on) if on else None),
        document=words.document(entity, seen.get("number") or qbo_id),
        party=seen.get("party") or "",
    )

"""Flow: owned. Saying what follows from an issue: accepted, left out, client asked, open again, each with its trail."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core import audit
from core.models import Business, User
from runway.calculators.hygiene.issue import Kind
from runway.models import TrayNote, Verdict
from runway.services.notes import Said, said
from runway.services.tray import TrayService


@dataclass(frozen=True, slots=True)
class Word:
    """What a person says about one issue, having seen what was said before: `seen_at`, None for nothing."""

    kind: Kind
    entity: str
    qbo_id: str
    verdict: Verdict
    note: str
    seen_at: datetime | None


class SaidMeanwhile(Exception):
    """Somebody said something else since the page was loaded; nothing was overwritten."""

    def __init__(self, said: Said) -> None:
        self.said = said
        super().__init__(f"{said.by} said meanwhile: {said.verdict.label.lower()}.")


class NoSuchIssue(Exception):
    """The books show no such issue, and nothing was ever said about it."""


class NothingToLeaveOut(Exception):
    """Only a document that is still open is in the numbers, so only that can be left out of them."""


def settle(business: Business, user: User, word: Word, now: datetime) -> Said:
    """Keep a person's word on an issue that the books show, or on one spoken about before.

    Raises `SaidMeanwhile`, `NoSuchIssue` or `NothingToLeaveOut`; then nothing was changed.
    """
    _check(business, word, now)
    with transaction.atomic():
        before = TrayNote.objects.filter(business=business, **_key(word)).first()
        kept = _keep(business, user, word, now)
        audit.record(
            user.email,
            f"tray: {word.verdict or 'open'}",
            business=business,
            subject=f"{word.entity} {word.qbo_id}".strip(),
            kind=word.kind,
            note=word.note,
            before=before.verdict if before else "",
            note_before=before.note if before else "",
        )
    return kept


def _check(business: Business, word: Word, now: datetime) -> None:
    looked = TrayService(business).look(now)
    key = (word.kind, word.entity, word.qbo_id)
    row = next(
        (r for r in looked.rows if (r.issue.kind, r.issue.about.entity, r.issue.about.qbo_id) == key), None
    )
    if row is None and not any((n.kind, n.entity, n.qbo_id) == key for n in looked.notes):
        raise NoSuchIssue
    if word.verdict is Verdict.EXCLUDED and not (row and row.may_exclude):
        raise NothingToLeaveOut


def _keep(business: Business, user: User, word: Word, now: datetime) -> Said:
    """Compare and swap: only the word that was seen is replaced, and a first word only where there is none."""
    same = TrayNote.objects.filter(business=business, **_key(word))
    fields = {"verdict": word.verdict, "note": word.note, "changed_by": user, "changed_at": now}
    if word.seen_at is None:
        _, done = TrayNote.objects.get_or_create(business=business, **_key(word), defaults=fields)
    else:
        done = bool(same.filter(changed_at=word.seen_at).update(**fields))
    kept = same.select_related("changed_by").first()
    if kept is None:
        raise NoSuchIssue
    if not done:
        raise SaidMeanwhile(said(kept))
    return said(kept)


def _key(word: Word) -> dict[str, str]:
    return {"kind": word.kind, "entity": word.entity, "qbo_id": word.qbo_id}

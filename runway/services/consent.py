"""Flow: live. A person's way to QuickBooks' consent page and back.

Every answer belongs to one session, and counts once.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction

from core.access import May, NotAllowed, firms_where, require, visible_businesses
from core.models import Business, Firm
from runway.services.connect_page import RefusedPage
from sync.orchestrators import consents
from sync.orchestrators.consents import Answer, Refusal, Wish

PENDING, MOST_PENDING = "consents_asked_for", 10

NOT_OURS = (
    "It belongs to no connection that was started in this browser in the last 15 minutes, or it was used before. "
    "Nothing was changed."
)
NOT_GIVEN = "QuickBooks reports that the company was not shared. Nothing was changed."
HELD = "A company is read for one client at a time, and this one is held by another. Nothing was changed."
OTHER = (
    "Consent was given for a different QuickBooks company than before. Two companies never flow into the same "
    "books, so nothing was changed."
)
OTHER_WAYS = (
    "The same company can be chosen on QuickBooks’ page; the other one can be connected as a new client."
)
UNFINISHED = "The consent was given, but the exchange that follows it failed. Nothing was changed."
HELD_SEEN = "To move it: disconnect it there; then it can be connected here."
HELD_UNSEEN = (
    "To move it: a firm admin there disconnects it in RowCol, under Connect; then it can be connected here. The "
    "company’s owner knows which firm that is, since RowCol does not name one firm to another."
)

REFUSED: Mapping[Refusal, tuple[str, int, tuple[str, ...]]] = {
    Refusal.UNPROVEN: ("This answer was not used", 400, (NOT_OURS,)),
    Refusal.DENIED: ("The consent was not given", 200, (NOT_GIVEN,)),
    Refusal.TAKEN: ("This QuickBooks company is connected already", 409, (HELD,)),
    Refusal.OTHER: ("This client’s books are of another company", 409, (OTHER, OTHER_WAYS)),
    Refusal.FAILED: ("QuickBooks did not finish the connection", 502, (UNFINISHED,)),
}


class ConsentService:
    """Begins and ends consents for one person in one session."""

    def __init__(self, user: Any, session: Any) -> None:
        self.user, self.session = user, session

    def begin(self, redirect_uri: str, business: Business) -> str:
        """Where to send the person for a business."""
        return self._noted(consents.ask(redirect_uri, self.user.email, business=business))

    def begin_new(self, redirect_uri: str, firm: str, timezone: str) -> str:
        """Where to send the person for a new client of a firm; NotAllowed where they may not add one."""
        found = firms_where(self.user, May.CONNECT).filter(slug=firm).first()
        if found is None:
            raise NotAllowed(May.CONNECT)
        return self._noted(consents.ask(redirect_uri, self.user.email, firm=found, timezone=timezone))

    def finish(self, callback: Mapping[str, str]) -> Business | RefusedPage:
        """The business that is connected now, or the page that says why none is."""
        wish = consents.wish_behind(callback)
        if wish is None or not self._spend(wish.nonce):
            return _refused(Answer(refusal=Refusal.UNPROVEN), "")
        self._insist_on_right(wish)
        answer = consents.answer(callback)
        slug = wish.business.slug if wish.business else ""
        return answer.business or _refused(self._discreet(answer), slug)

    def _noted(self, asked: consents.Asked) -> str:
        self.session[PENDING] = [*self.session.get(PENDING, []), asked.nonce][-MOST_PENDING:]
        return asked.address

    def _spend(self, nonce: str) -> bool:
        """Whether this session asked for the answer; of two at once, the row's lock lets one be the first."""
        with transaction.atomic():
            list(Session.objects.select_for_update().filter(session_key=self.session.session_key))
            pending = self.session.load().get(PENDING, [])
            if nonce not in pending:
                return False
            self.session[PENDING] = [other for other in pending if other != nonce]
            self.session.save()
        return True

    def _insist_on_right(self, wish: Wish) -> None:
        """The right may have been taken away while the consent page was open."""
        if wish.business is not None:
            require(self.user, wish.business, May.CONNECT)
        elif not _may_add(self.user, wish.firm):
            raise NotAllowed(May.CONNECT)

    def _discreet(self, answer: Answer) -> Answer:
        """Without the business that holds the company, unless this person may see that one."""
        held_by = answer.held_by
        if held_by is None or visible_businesses(self.user).filter(pk=held_by.pk).exists():
            return answer
        return Answer(refusal=answer.refusal, said=answer.said)


def _may_add(user: Any, firm: Firm | None) -> bool:
    return firm is not None and firms_where(user, May.CONNECT).filter(pk=firm.pk).exists()


def _refused(answer: Answer, slug: str) -> RefusedPage:
    refusal, held_by = answer.refusal or Refusal.FAILED, answer.held_by
    title, status, text = REFUSED[refusal]
    if refusal is Refusal.TAKEN:
        text = (*text, HELD_SEEN if held_by else HELD_UNSEEN)
    return RefusedPage(
        title,
        text,
        status,
        slug=slug,
        held_by=held_by.name if held_by else "",
        held_by_slug=held_by.slug if held_by else "",
        reference=answer.said if refusal in (Refusal.OTHER, Refusal.FAILED) else "",
    )

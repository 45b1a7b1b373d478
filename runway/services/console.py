"""Flow: hybrid. The decision console of one business: open bills and invoices, what was decided, and its effect."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from core.access import May
from core.cash import Document
from core.clock import local_date
from core.models import Business, User
from runway.services import decisions, sentences
from runway.services.as_of import as_of
from runway.services.choices import Checked, Choice, check
from runway.services.console_case import Case, Ground
from runway.services.console_decided import marks_of, said
from runway.services.console_desk import EFFECT, desk_of
from runway.services.console_effect import effect
from runway.services.console_page import Console, ConsolePage
from runway.services.console_rows import lanes
from runway.services.decisions import DecidedMeanwhile, Outcome
from runway.services.desk import Desk, ForecastDesk, MarkedDesk, Snapshots
from runway.services.digest_page import AsOf, Notice
from runway.services.refusals import nothing_ahead, refusal, too_old, warning
from runway.services.trail import trail_of
from sync.orchestrators.decision_console import DecisionConsoleDataOrchestrator
from sync.orchestrators.refresh import Refreshed


class NotRecorded(Exception):
    """Nothing of a set was recorded; `reasons` says why, a sentence each."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(" ".join(self.reasons))


class DecisionConsoleService:
    """Makes the console page of one business for one person, and records what they decide."""

    def __init__(
        self, business: Business, user: User, rights: Collection[May], orchestrator: Snapshots | None = None
    ) -> None:
        self.business, self.user, self.rights = business, user, rights
        self.is_kept = orchestrator is None
        self.orchestrator = orchestrator or DecisionConsoleDataOrchestrator(business)
        self.desks = MarkedDesk(business, self.orchestrator)

    def page(
        self,
        now: datetime,
        choices: Iterable[Choice] = (),
        trouble: Iterable[str] = (),
        note: str = "",
        every: bool = False,
    ) -> ConsolePage:
        """The console at an instant, with choices that are not recorded; `every` shows all rows of each lane."""
        today = self._today(now)
        desk, ground = desk_of(self.business, now) if self.is_kept else (self._afresh(today, now), None)
        books, freshness = desk.snapshot.books, desk.snapshot.books.freshness
        refused = refusal(books, "console")
        checked = check(choices, books.open_items, today)
        age = as_of(freshness.as_of, now, self.business.timezone, connected=freshness.connected)
        case = self._case(desk, ground, checked, age, today)
        return ConsolePage(
            name=self.business.name,
            slug=self.business.slug,
            currency=self.business.home_currency,
            today=today,
            as_of=age,
            problems=() if refused else (*freshness.problems, *books.problems),
            console=None if refused else self._console(case, every),
            refusal=refused,
            warning=None if refused else warning(freshness),
            waiting=sum(1 for decision in desk.decisions.values() if decision.approved_at is None),
            trouble=tuple(dict.fromkeys((*trouble, *checked.refused))),
            note=note,
            may_propose=May.PROPOSE in self.rights,
            may_approve=May.APPROVE in self.rights,
        )

    def _case(self, desk: Desk, ground: Ground | None, checked: Checked, age: AsOf, today: date) -> Case:
        return Case(
            desk.snapshot,
            desk.decisions,
            checked.proposals,
            today,
            self.business.home_currency,
            desk.owned,
            desk.position,
            ground,
            decisions.contacts(self.business),
            untold=_untold(desk, ground, age),
        )

    def record(self, now: datetime, choices: Collection[Choice], note: str = "") -> Outcome:
        """Record a whole set, or nothing. Raises NotRecorded: the books or a decision changed meanwhile.

        Its documents are read again from QuickBooks first, so that a choice on other amounts is not recorded.
        """
        today = self._today(now)
        asked = self.orchestrator.refresh(choice.name for choice in choices)
        snapshot = self.desks.load(today, now).snapshot
        checked = check(choices, snapshot.books.open_items, today)
        if checked.refused or not checked.proposals or refusal(snapshot.books):
            raise NotRecorded(checked.refused or ("Nothing was chosen.",))
        try:
            made = decisions.propose(self.business, self.user, checked.proposals.values(), note)
        except DecidedMeanwhile as beaten:
            raise NotRecorded(self._who_was_first(beaten.documents)) from beaten
        return Outcome(made, note=self._not_asked(asked))

    def approve(self, now: datetime, ids: Collection[int]) -> Outcome:
        """Approve what this person may; what changed in the books since it was proposed is left, with the reason.

        The documents concerned are read again from QuickBooks first.
        """
        named = [d for d in decisions.current(self.business) if d.pk in ids]
        asked = self.orchestrator.refresh((d.entity, d.qbo_id) for d in named)
        desk = self.desks.load(self._today(now), now)
        standing = desk.decisions
        case = Case(desk.snapshot, standing, {}, self._today(now), self.business.home_currency, desk.owned)
        changed = {
            decision.pk: "; ".join(marks_of(case, decision, case.open_documents.get(name)))
            for name, decision in standing.items()
        }
        outcome = decisions.approve(self.business, self.user, ids, changed)
        return replace(outcome, note=self._not_asked(asked) if outcome.done else "")

    def _not_asked(self, asked: Refreshed) -> str:
        """That QuickBooks did not answer, and as of when its documents are known then; nothing where it did."""
        if asked.ok:
            return ""
        at = asked.at.astimezone(ZoneInfo(self.business.timezone)) if asked.at else None
        known = f"as of {at:%b} {at.day}, {at:%H:%M}" if at else "as they were last read"
        return f"QuickBooks could not be asked, so the books count {known}."

    def _afresh(self, today: date, now: datetime) -> Desk:
        return ForecastDesk(self.business, self.orchestrator).load(today, now)

    def _today(self, now: datetime) -> date:
        return local_date(now, self.business.timezone)

    def _console(self, case: Case, every: bool) -> Console:
        bills, invoices = lanes(case, self.user, every)
        return Console(
            effect=effect(case, self.user, self.business.home_currency),
            bills=bills,
            invoices=invoices,
            line=case.line,
            set_aside=case.outlook.available.set_aside,
            line_rule=sentences.line_rule(case.outlook.line_rule),
            second_above=decisions.threshold(),
            trail=trail_of(self.business),
        )

    def _who_was_first(self, documents: Collection[Document]) -> list[str]:
        standing = {(d.entity, d.qbo_id): d for d in decisions.current(self.business)}
        reasons = []
        for document in documents:
            first = standing.get(document.name)
            title = f"{document.entity} {document.number or document.qbo_id}"
            now = (
                f"{first.proposed_by} decided “{said(first.action, first.on)}”"
                if first
                else "it was withdrawn"
            )
            reasons.append(f"{title}: {now} after this page was made. Nothing of your set was recorded.")
        return reasons


def _untold(desk: Desk, ground: Ground | None, age: AsOf) -> Notice | None:
    """Why nothing ahead is told; of a desk that was kept its ground knows what of that the books say themselves."""
    if ground is not None:
        return too_old(age, EFFECT) or ground.untold
    return nothing_ahead(desk.position, age, EFFECT) if desk.position else too_old(age, EFFECT)

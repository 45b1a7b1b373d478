"""Documents that may be one and the same, side by side, and what would be different if the later one were void."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from core.cash import ZERO, Document, OpenItem, Side
from core.papers import Paper
from runway import words
from runway.calculators.effect import Effects
from runway.calculators.hygiene.effect import days_at_stake
from runway.calculators.hygiene.issue import Issue, Kind
from runway.calculators.hygiene.said import called
from runway.services.findings import Findings
from runway.services.quickbooks_links import link
from runway.services.tray_page import Trait, Twins, Voiding
from sync.orchestrators.digest import DigestSnapshot
from sync.orchestrators.hygiene_tray import HygieneSnapshot

Key = tuple[str, str]
PLURALS = {
    Kind.DUPLICATE_BILL: "Both bills",
    Kind.DUPLICATE_INVOICE: "Both invoices",
    Kind.DUPLICATE_PAYMENT: "Both payments",
}
OWED = {Side.RECEIVABLE: "Open receivables", Side.PAYABLE: "Open payables"}


@dataclass(frozen=True)
class Papers:
    """The documents of one snapshot by key, and the findings with the course that they are compared on."""

    books: DigestSnapshot
    by_key: Mapping[Key, Paper]
    findings: Findings

    @classmethod
    def of(cls, snapshot: HygieneSnapshot, findings: Findings) -> "Papers":
        return cls(snapshot.books, {paper.document.name: paper for paper in snapshot.papers}, findings)

    def twins(self, issue: Issue) -> Twins | None:
        """The two documents of a duplicate; None for every other kind of issue."""
        later = self.by_key.get(issue.about.name)
        others = [self.by_key[key] for key in issue.touches - {issue.about.name} if key in self.by_key]
        if issue.kind not in PLURALS or later is None or not others:
            return None
        return Twins(
            what=PLURALS[issue.kind],
            earlier=_title(others[0].document),
            later=_title(later.document),
            earlier_link=link(others[0].document),
            traits=_traits(others[0], later),
            voiding=() if issue.kind is Kind.DUPLICATE_PAYMENT else self._without(later),
            settled=_settled(issue, later),
        )

    @cached_property
    def effects(self) -> Effects | None:
        """Of the expected case, as the digest has it."""
        return Effects(self.findings.course) if self.findings.course else None

    def _without(self, paper: Paper) -> tuple[Voiding, ...]:
        item = next((i for i in self.books.open_items if i.document.name == paper.document.name), None)
        if item is None:
            return ()
        owed = sum((i.open for i in self.books.open_items if i.side is item.side), ZERO)
        return (*self._low_point(item), Voiding(OWED[item.side], owed, owed - item.open))

    def _low_point(self, item: OpenItem) -> tuple[Voiding, ...]:
        now = self.effects.lowest if self.effects else None
        then = self.effects.without(item.document.name) if self.effects else None
        cash = [point.cash if point else None for point in (now, then)]
        name = f"Low point, {words.short_day(now.on)}" if now else "Low point"
        days = [days_at_stake(amount, self.findings.daily) for amount in cash]
        return Voiding(name, cash[0], cash[1]), Voiding("Buffer days there", days[0], days[1], is_days=True)


def _traits(earlier: Paper, later: Paper) -> tuple[Trait, ...]:
    traits = (
        Trait("Number", earlier.document.number or "none", later.document.number or "none"),
        Trait("Date", _day(earlier.on), _day(later.on)),
        Trait("Due", _day(earlier.due_on), _day(later.due_on)),
        Trait("Amount", words.number(earlier.total), words.number(later.total)),
        Trait("Memo", earlier.note or "none", later.note or "none"),
    )
    silent = {_day(None), "none"}
    return tuple(trait for trait in traits if {trait.earlier, trait.later} - silent)


def _day(on: date | None) -> str:
    return f"{on:%b} {on.day}, {on.year}" if on else "none"


def _settled(issue: Issue, later: Paper) -> str:
    """Why no figure stands beside the two, where none does: what is paid already is not ahead."""
    title = _title(later.document)
    if issue.kind is Kind.DUPLICATE_PAYMENT:
        return f"If {title} is void, {words.number(later.total)} comes back to the account that it moved."
    return f"{title} is not open: if it is void, nothing ahead moves."


def _title(document: Document) -> str:
    said = called(document)
    return said[:1].upper() + said[1:]

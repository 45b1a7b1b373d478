"""Which bills hurt most when they wait: tiers 1 to 5, each with its reason (RUNWAY 6)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.cash import ZERO, OpenItem, Side
from core.dealings import Settled, SpentOn
from runway.calculators.weeks import DAY

NEXT_TWO_WEEKS = 14
BUSY_SINCE = 91  # days back in which a supplier's bills are counted
BUSY_BILLS = 6  # so many in that time: one every two weeks, so the next delivery is that near
OLD = 30  # days past due
SMALL = Decimal("0.01")  # of all that is open with vendors


@dataclass(frozen=True, slots=True, order=True)
class Tier:
    """1 comes first. `reason` names what in the books says so; owners come last within 5."""

    number: int
    last: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of spending, known by an account's subtype or type, or by words in an account's or vendor's name."""

    number: int
    kind: str
    classed: frozenset[str]
    words: re.Pattern[str]

    @classmethod
    def of(cls, number: int, kind: str, classed: str, words: str) -> "Rule":
        return cls(number, kind, frozenset(classed.split()), re.compile(rf"\b({words})\b", re.IGNORECASE))

    def said(self, account: SpentOn | None, vendor: str) -> str:
        """What in the books puts spending under this rule; empty where nothing does."""
        if account and (
            {account.sub_type, account.account_type} & self.classed or self.words.search(account.name)
        ):
            return f"account {account.name}"
        return f"vendor {vendor}" if self.words.search(vendor) else ""


OWNERS = Rule.of(
    5,
    "owners come last",
    "OwnersEquity PartnerDistributions PartnerContributions PersonalExpense Equity",
    r"owner'?s? (draws?|pay|distributions?)|partner distributions?|shareholder loans?",
)
RULES = (
    Rule.of(
        1,
        "payroll and withheld taxes",
        "PayrollExpenses PayrollTaxPayable PayrollTaxExpenses PayrollClearing GlobalTaxPayable SalesTaxPayable",
        r"payroll|wages?|salar(y|ies)|withh(e|o)ld(ing)?|gusto|paychex|adp|internal revenue service|irs|eftps"
        r"|sales tax|department of revenue|franchise tax board",
    ),
    Rule.of(2, "rent", "RentOrLeaseOfBuildings", r"rent|landlord|lease of (buildings?|office)|office lease"),
    Rule.of(
        2,
        "secured debt",
        "NotesPayable LoanPayable InterestPaid",
        r"loan (payments?|interest)|notes? payable|mortgage|equipment (loan|finance)",
    ),
    Rule.of(2, "insurance", "Insurance", r"insurance|assurance|mutual"),
    Rule.of(
        2,
        "utilities",
        "Utilities",
        r"utilit(y|ies)|electric(ity)?|gas|water|power|energy|telephone|internet",
    ),
    Rule.of(2, "licences", "TaxesPaid", r"licen[cs](e|es|ing fees?)|permits?|registration fees?"),
)


@dataclass(frozen=True, slots=True)
class VendorTiers:
    """Sorts the bills of one business into tiers; `busy` are vendors whose next delivery is near."""

    today: date
    busy: dict[str, int]
    small: Decimal

    @classmethod
    def of(cls, items: Iterable[OpenItem], paid: Iterable[Settled], today: date) -> "VendorTiers":
        """From all that is open and the bills settled before."""
        open_bills = [i for i in items if i.side is Side.PAYABLE and i.open > 0]
        small = sum((i.open for i in open_bills), ZERO) * SMALL
        since = today - DAY * BUSY_SINCE
        dated = [(i.party_id, i.issued_on) for i in open_bills if i.issued_on]
        dated += [(s.party_id, s.paid_on) for s in paid]
        counts: dict[str, int] = {}
        for party_id, on in dated:
            if on >= since:
                counts[party_id] = counts.get(party_id, 0) + 1
        return cls(today, {party: n for party, n in counts.items() if n >= BUSY_BILLS}, small)

    def tier(self, bill: OpenItem, spent_on: Iterable[SpentOn]) -> Tier:
        """The tier of one bill: its largest account and its vendor's name decide first, then its date and size."""
        account = next(iter(spent_on), None)
        for rule in (OWNERS, *RULES):
            if said := rule.said(account, bill.party):
                return Tier(rule.number, rule is OWNERS, f"{rule.kind}: {said}")
        return self._by_date(bill, account)

    def _by_date(self, bill: OpenItem, account: SpentOn | None) -> Tier:
        late = (self.today - bill.due_on).days if bill.due_on else 0
        if late > OLD and bill.open <= self.small:
            return Tier(4, False, f"old and small: over {OLD} days late, under 1 percent of what is open")
        if bill.party_id in self.busy:
            return Tier(3, False, f"supplier: {self.busy[bill.party_id]} bills in 13 weeks")
        if account and account.account_type == "Cost of Goods Sold" and late >= -NEXT_TWO_WEEKS:
            return Tier(3, False, f"supplier of the next two weeks: {account.name}")
        return Tier(5, False, "the rest")

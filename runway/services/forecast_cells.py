"""What a cell of the sheet opens to: pieces with documents, rule and assumption; the cells that it adds up from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from core.cash import ZERO, Name
from runway import words
from runway.calculators.base_case import Earmark
from runway.calculators.entries import OF_DOCUMENTS, SURE, Entry, Rule
from runway.calculators.rows import Row
from runway.calculators.sheet import Line, Sheet
from runway.calculators.sheet_grid import Part
from runway.calculators.weekly_rest import WeekRest
from runway.services.forecast_lines import address_of, shown, sign_of
from runway.services.forecast_page import Paper, Piece, Term
from runway.services.forecast_words import explained
from runway.services.known_page import DateRow
from runway.services.quickbooks_links import link

DATED = ("Invoice", "Bill")
NOTHING_YET, FIRST, HALF, LAST, ALL = 1e-6, 0.1, 0.5, 0.9, 1.0
ADDS_UP = {
    "closing": (("opening", 1), ("net", 1)),
    "available": (("closing", 1), ("earmarked", 1)),
    "headroom": (("available", 1), ("line", -1)),
}
HAPPENED, SEEN = "happened", "as"
REPEATED = frozenset({Rule.RECURRING, Rule.MISSING})


@dataclass(frozen=True, slots=True)
class SetDate:
    """A day that a person set for a document: its row's id, and what it says."""

    pk: int
    row: DateRow


@dataclass(frozen=True)
class Opened:
    """One cell, opened: where it is, what people said that shows in it, and what explains accounts by weeks."""

    made: Sheet
    line: Line
    week: int
    dates: Mapping[Name, SetDate] = field(default_factory=dict)
    earmarks: tuple[Earmark, ...] = ()
    promises: Mapping[Name, str] = field(default_factory=dict)
    rests: tuple[WeekRest, ...] = ()

    @property
    def address(self) -> str:
        """What addresses call its line."""
        return address_of(self.line.key)

    @property
    def amount(self) -> Decimal | None:
        return shown(self.line, self.line.amounts[self.week])

    def pieces(self) -> tuple[Piece, ...]:
        """What the cell is made of, the largest first; together they are the cell, to the cent."""
        sign = sign_of(self.line)
        found = map(self._explained, self.made.parts(self.line.key, self.week))
        return tuple(_piece(part, sign, self.made.today, self.dates, self.promises) for part in found)

    def _explained(self, part: Part) -> Part:
        """With what its account opened with, moved and closed with, where it is the unexplained of one."""
        accounts = [document.qbo_id for document in part.documents if document.entity == "Account"]
        if self.line.row is not Row.UNEXPLAINED or not accounts:
            return part
        rest = next((r for r in self.rests if r.account_id in accounts and r.until == part.on), None)
        return replace(part, assumption=explained(rest)) if rest else part

    def terms(self) -> tuple[Term, ...]:
        """The cells that it adds up from; none where money itself is on the line."""
        return tuple(self._terms())

    def _terms(self) -> Iterator[Term]:
        if self.line.key == "opening" and self.week:
            yield self._term("closing", 1, self.week - 1)
        elif self.line.key == "earmarked":
            yield from self._kept()
        elif self.line.made_of:
            yield from self._summed()
        else:
            for key, sign in ADDS_UP.get(self.line.key, ()):
                yield self._term(key, sign, self.week)

    def _term(self, key: str, sign: int, week: int) -> Term:
        line = self.made.line(key)
        amount = line.amounts[week]
        counted = None if amount is None else amount * sign
        return Term(address_of(key), line.name, self.made.weeks[week].ends_on, counted)

    def _summed(self) -> Iterator[Term]:
        """Lines that money is on in this week, or where it is unknown, as they count in the sum."""
        for key in self.line.made_of:
            if self.made.line(key).amounts[self.week] != 0:
                yield self._term(key, sign_of(self.line), self.week)

    def _kept(self) -> Iterator[Term]:
        end = self.made.weeks[self.week].ends_on
        if self.line.amounts[self.week] is None:
            return
        for earmark in self.earmarks:
            if earmark.holds_on(end):
                yield Term("", earmark.text, end, -earmark.amount)


def summed(pieces: Iterable[Piece]) -> Decimal:
    """What pieces are together."""
    return sum((piece.amount for piece in pieces), ZERO)


def _piece(
    part: Part, sign: int, today: date, dates: Mapping[Name, SetDate], promises: Mapping[Name, str]
) -> Piece:
    entry, name = part.entry, _dated_name(part)
    said = dates.get(name) if name else None
    first, expected_on, last = _days(entry, today)
    return Piece(
        key=part.key,
        party=part.party,
        papers=tuple(_papers(part)),
        amount=part.amount * sign,
        whole=_whole(part, sign),
        rule=_rule(part),
        assumption=words.spelled(part.assumption, today),
        happened_on=part.on,
        due_on=entry.due_on if entry else None,
        expected_on=expected_on,
        first=first,
        last=last,
        is_spread=entry is not None and entry.is_spread,
        can_be_dated=name is not None,
        dated=said.row if said else None,
        seen=said.pk if said else 0,
        promise=promises.get(name, "") if name and not said else "",
    )


def _papers(part: Part) -> Iterator[Paper]:
    """The document first; behind it the credits that lessen it, what paid it, or where the like of it was seen."""
    of_documents = part.rule in OF_DOCUMENTS
    later = "less" if of_documents else "by" if part.rule is None else SEEN
    first = SEEN if part.rule in REPEATED else ""
    for place, document in enumerate(part.documents):
        yield Paper(document, link(document), later if place else first)


def _dated_name(part: Part) -> Name | None:
    """The open invoice or bill whose day people may set."""
    lead = part.documents[0] if part.documents and part.rule in OF_DOCUMENTS else None
    return lead.name if lead and lead.entity in DATED else None


def _whole(part: Part, sign: int) -> Decimal | None:
    if part.entry is None or abs(part.entry.amount) == abs(part.amount):
        return None
    return abs(part.entry.amount) if part.amount * part.entry.amount * sign > 0 else part.entry.amount * sign


def _rule(part: Part) -> str:
    if part.rule is None:
        return HAPPENED
    likely = part.entry.probability if part.entry else SURE
    return part.rule.value if likely == SURE else f"{part.rule.value}, probability {likely:.0%}"


def _days(entry: Entry | None, today: date) -> tuple[date | None, date | None, date | None]:
    """The days of an entry's band and its middle, as they were learned or follow from its chances; None: later."""
    if entry is None:
        return None, None, None
    if days := entry.chances.days:
        return days.early, days.middle, days.late
    shares = (NOTHING_YET, HALF, ALL) if entry.is_spread else (FIRST, HALF, LAST)
    ahead = (entry.chances.reached(share) for share in shares)
    first, middle, last = (None if day is None else today + timedelta(days=day) for day in ahead)
    return first, middle, last


def week_at(made: Sheet, asked: str) -> int | None:
    """The place of the week that an address names by its last day; None for what the sheet of today has not."""
    ends: Sequence[str] = [week.ends_on.isoformat() for week in made.weeks]
    return ends.index(asked) if asked in ends else None

"""What somebody chose on the console's form, before anything is recorded: parsed, and checked against the books.

A field carries what its page showed, the open amount and the current decision, so that whoever chooses is told when
either has changed since:  `do:Bill:905` = `2026-12-01|1234.50|31`,  `day:Bill:905|1234.50|31` = `2026-12-09`.
Verbs other than a day are `chase`, `dispute`; an empty value leaves the base case.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.cash import Name, OpenItem
from runway.models import Action
from runway.services.decisions import Proposal

FIELD = re.compile(r"(do|day):(Bill|Invoice):([^|]+)(\|.*)?")
FURTHEST = timedelta(days=366)
AMOUNT = re.compile(r"[0-9]{1,18}(\.[0-9]{1,6})?")
NUMBER = re.compile(r"[0-9]{0,18}")
VERBS = {"chase": Action.CHASE, "dispute": Action.DISPUTE}


@dataclass(frozen=True, slots=True)
class Choice:
    """One document, what is to happen with it, and what the chooser saw: its open amount, its decision."""

    name: Name
    action: Action | None
    on: date | None
    saw: Decimal
    instead_of: int | None


@dataclass(frozen=True, slots=True)
class Checked:
    """Choices that the books allow, by document, and a sentence for each that they do not."""

    proposals: Mapping[Name, Proposal]
    refused: tuple[str, ...]


def value(verb: str, saw: Decimal, instead_of: int | None) -> str:
    """What a field carries: the verb or day, the amount shown, the decision shown."""
    return f"{verb}|{saw:f}|{instead_of or ''}"


def day_field(name: Name, saw: Decimal, instead_of: int | None) -> str:
    """The name of the field for a day of one's own."""
    return f"day:{':'.join(name)}{value('', saw, instead_of)}"


def read(fields: Mapping[str, str]) -> tuple[dict[Name, Choice], tuple[str, ...]]:
    """The choices of a form by document, and a sentence for each field that cannot be read.

    A day of one's own counts where no other choice was made for the document.
    """
    found: dict[Name, Choice] = {}
    odd = []
    for key, given in sorted(fields.items()):
        asked = FIELD.fullmatch(key)
        if not asked or not given.strip("| ") or given.startswith("|"):
            continue
        choice = _choice(asked, given)
        if choice is None:
            odd.append(f"{asked[2]} {asked[3]}: “{given[:40]}” is not a day or an act known here.")
        elif asked[1] == "do" or choice.name not in found:
            found[choice.name] = choice
    return found, tuple(odd)


def check(choices: Iterable[Choice], items: Iterable[OpenItem], today: date) -> Checked:
    """Choices as proposals on what is open now; those on other amounts, other documents or bad days are refused."""
    still_open = {item.document.name: item for item in items if item.open > 0}
    proposals: dict[Name, Proposal] = {}
    refused = []
    for choice in choices:
        item = still_open.get(choice.name)
        if item is None or (reason := _why_not(choice, item, today)):
            number = (item.document.number if item else "") or choice.name[1]
            said = reason if item else "is no longer open in the books."
            refused.append(f"{choice.name[0]} {number} {said}")
        else:
            action = choice.action or _by_day(item, choice.on, today)
            proposals[choice.name] = Proposal(item, action, choice.on, choice.instead_of)
    return Checked(proposals, tuple(refused))


def _choice(asked: re.Match[str], given: str) -> Choice | None:
    """A fixed choice carries everything in its value; a day of one's own has the rest in its field's name."""
    parts = f"{given}{asked[4] or ''}".split("|")
    try:
        verb, saw, instead_of = parts
        on = None if verb in VERBS else date.fromisoformat(verb)
    except ValueError:
        return None
    if not (AMOUNT.fullmatch(saw) and NUMBER.fullmatch(instead_of)):
        return None
    return Choice((asked[2], asked[3]), VERBS.get(verb), on, Decimal(saw), int(instead_of or 0) or None)


def _why_not(choice: Choice, item: OpenItem, today: date) -> str:
    if choice.action and choice.name[0] == "Bill":
        return "is a bill: it is paid or delayed."
    if choice.saw != item.open:
        return (
            f"was open with {choice.saw:,.2f} when this page was made, and is open with {item.open:,.2f} now."
        )
    if choice.on and choice.on < today:
        return f"cannot move on {choice.on}: that day has passed."
    if choice.on and choice.on > today + FURTHEST:
        return f"cannot move on {choice.on}: that is more than a year away."
    return ""


def _by_day(item: OpenItem, on: date | None, today: date) -> Action:
    if item.document.entity == "Invoice":
        return Action.PROMISED
    later = on is not None and on > max(item.due_on or today, today)
    return Action.DELAY if later else Action.PAY

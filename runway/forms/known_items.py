"""One known item, typed in full or begun by one quick line."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from runway.calculators.owned import Direction
from runway.forms.fields import AmountField, Checked, DayField
from runway.models import KnownItem
from runway.reading import Quick
from runway.services import known_items
from runway.services.known_items import FIELDS, Entry


class KnownItemForm(Checked):
    """Everything that is said of one known item."""

    name = forms.CharField(
        label="What it is",
        max_length=100,
        error_messages={"required": "Give it a name, such as “Grant” or “New van”."},
    )
    direction = forms.ChoiceField(
        label="Which way",
        choices=[("", "Choose"), (Direction.IN.value, "Money in"), (Direction.OUT.value, "Money out")],
        error_messages={"required": "Say whether the money comes in or goes out."},
    )
    on = DayField(label="Expected on", error_messages={"required": "Say on which day it is expected."})
    probability = forms.IntegerField(
        label="Probability, percent",
        error_messages={
            "required": "Give a percentage from 0 to 100.",
            "invalid": "Give a whole percentage from 0 to 100.",
        },
    )
    owner_id = forms.TypedChoiceField(
        label="Owner",
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={
            "invalid_choice": "This person does not work on this client. Choose one of the list."
        },
    )
    ask_on = DayField(
        label="Ask the owner from",
        required=False,
        help_text="Whether it still holds. Empty: on its day.",
    )
    note = forms.CharField(label="Note", max_length=300, required=False)

    def __init__(
        self,
        currency: str,
        today: date,
        owners: Mapping[int, str],
        initial: Mapping[str, Any],
        data: Any = None,
    ) -> None:
        super().__init__(data, initial=dict(initial), auto_id="item_%s")
        self.today, self.owners = today, owners
        self.fields["amount"] = AmountField(
            currency, label=f"Amount, {currency}", error_messages={"required": "Give the amount."}
        )
        choices = [("", "Nobody"), *owners.items()]
        self.fields["owner_id"].choices = choices  # type: ignore[attr-defined]
        self.order_fields(FIELDS)

    def faults(self) -> dict[str, str]:
        return known_items.faults(self.entry, self.today, self.owners)

    @property
    def entry(self) -> Entry:
        return Entry(**{name: self.cleaned_data[name] for name in FIELDS})


def as_kept(row: KnownItem) -> dict[str, Any]:
    """What the form shows of an item that is changed."""
    kept = {name: getattr(row, name) for name in FIELDS} | {"seen": row.version}
    return kept | {"ask_on": None if row.ask_on == row.on else row.ask_on}


def as_understood(line: Quick, owner_id: int) -> dict[str, Any]:
    """What the form of a new item begins with: what one line said, and its writer as owner."""
    way = {True: Direction.OUT.value, False: Direction.IN.value, None: ""}[line.is_out]
    said = {"name": line.name, "amount": line.amount, "direction": way, "on": line.on}
    return said | {"probability": 100, "owner_id": owner_id, "seen": 0}

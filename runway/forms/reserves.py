"""An amount to be set aside."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from runway.calculators.owned import ReserveKind
from runway.forms.fields import AmountField, Checked, DayField
from runway.models import Reserve
from runway.services import reserves
from runway.services.reserves import FIELDS, SetAside


class ReserveForm(Checked):
    """One earmark or reserve; `row` is the one to be changed, none for a new one."""

    name = forms.CharField(
        label="Name",
        max_length=100,
        error_messages={"required": "Give it a name, such as “New van” or “Winter”."},
    )
    kind = forms.ChoiceField(
        label="What it is",
        choices=[
            (ReserveKind.EARMARK.value, "Earmark: for something to come"),
            (ReserveKind.RESERVE.value, "Reserve: kept for what nobody can tell"),
        ],
        error_messages={"invalid_choice": "Choose earmark or reserve."},
    )
    purpose = forms.CharField(label="Purpose", max_length=300, required=False)
    since = DayField(label="From", error_messages={"required": "Say from which day it is set aside."})
    until = DayField(label="Until", required=False, help_text="Empty: without end.")

    def __init__(
        self,
        currency: str,
        today: date,
        accounts: Iterable[tuple[str, str]],
        row: Reserve | None,
        data: Any = None,
    ) -> None:
        super().__init__(data, initial=_shown(row, today), auto_id="reserve_%s")
        self.today, self.accounts = today, tuple(accounts)
        self.fields["amount"] = AmountField(
            currency,
            label=f"Amount, {currency}",
            error_messages={"required": "Give the amount that is set aside."},
        )
        self.fields["account_id"] = forms.ChoiceField(
            label="Held on",
            required=False,
            choices=[("", "No account in particular"), *self.accounts],
            error_messages={"invalid_choice": "The books have no such account. Choose one of the list."},
        )
        self.order_fields(FIELDS)

    def faults(self) -> dict[str, str]:
        return reserves.faults(self.said, self.today, {account_id for account_id, _ in self.accounts})

    @property
    def said(self) -> SetAside:
        return SetAside(**{name: self.cleaned_data[name] for name in FIELDS})


def _shown(row: Reserve | None, today: date) -> dict[str, Any]:
    if row is None:
        return {"since": today, "seen": 0}
    return {name: getattr(row, name) for name in FIELDS} | {"seen": row.version}

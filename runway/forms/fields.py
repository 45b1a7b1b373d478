"""Fields that people type money and days into: what cannot be read is said with what would be."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from runway.reading import Unread, amount

VERSION = re.compile("[0-9]{1,18}")


def seen_in(posted: Mapping[str, str]) -> int:
    """The version that whoever pressed a button saw; 0, which no row has, where that cannot be read."""
    said = posted.get("seen", "")
    return int(said) if VERSION.fullmatch(said) else 0


class AmountField(forms.CharField):
    """An amount in home currency as people write it: `12,500.00`, `$50k`."""

    def __init__(self, currency: str, **options: Any) -> None:
        self.currency = currency
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs), **options)

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        try:
            return amount(text, self.currency) if text else None
        except Unread as why:
            raise forms.ValidationError(str(why)) from why

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,.2f}" if isinstance(value, Decimal) else value


class DayField(forms.DateField):
    """A day, by the browser's own picker or as ISO text."""

    def __init__(self, **options: Any) -> None:
        picker = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        wrong = {"invalid": "This is no day of the calendar. Write it like 2026-12-31."}
        messages = wrong | options.pop("error_messages", {})
        super().__init__(widget=picker, input_formats=["%Y-%m-%d"], error_messages=messages, **options)


class Checked(forms.Form):
    """A form whose rules live in a service: `faults` names what is wrong by field.

    `seen` is the version of what the page showed; what was changed since is not overwritten.
    """

    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def faults(self) -> dict[str, str]:
        """What the service says is wrong; asked once every field could be read."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            for name, wrong in self.faults().items():
                self.add_error(name, wrong)
        return cleaned

    def having_seen(self, version: int) -> None:
        """What was typed stays; the next try is made on what stands now."""
        self.data = dict(self.data.items()) | {"seen": str(version)}

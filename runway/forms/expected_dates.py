"""The day on which the money of one document is expected."""

from datetime import date
from typing import Any

from django import forms

from runway.forms.fields import Checked, DayField
from runway.models import ExpectedDate
from runway.services import expected_dates


class ExpectedDateForm(Checked):
    """A day and the reason for it; `seen` is the date that the page showed, 0 for none."""

    on = DayField(label="Expected on", error_messages={"required": "Say on which day the money is expected."})
    why = forms.CharField(
        label="Why this day",
        max_length=300,
        error_messages={"required": "Say why: others will rely on this day."},
    )

    def __init__(self, today: date, row: ExpectedDate | None, data: Any = None) -> None:
        shown = {"on": row.on, "why": row.why, "seen": row.pk} if row else {"seen": 0}
        super().__init__(data, initial=shown, auto_id="expected_%s")
        self.today = today

    def faults(self) -> dict[str, str]:
        return expected_dates.faults(self.cleaned_data["on"], self.today)

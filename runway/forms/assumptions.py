"""What the numbers of a business are to rest on."""

import calendar
from datetime import date
from typing import Any

from django import forms

from core.models import Business
from runway.calculators.owned import Cycle, WeekEnd
from runway.calculators.paydays import next_payday
from runway.forms.fields import AmountField, Checked, DayField
from runway.models import Assumptions
from runway.services import assumptions
from runway.services.assumptions import FIELDS, HOURS, Choices
from runway.services.connect import zones


class AssumptionsForm(Checked):
    """All choices of one business; what is left empty goes by its default."""

    week_end = forms.TypedChoiceField(
        label="Weeks end on",
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "Default: Friday"), *((end.value, end.label) for end in WeekEnd)],
        help_text="For this week, the cash curve and the 13-week sheet.",
    )
    payroll_cycle = forms.ChoiceField(
        label="Payroll is paid",
        required=False,
        choices=[("", "Default: as found in the books"), *((cycle.value, cycle.value) for cycle in Cycle)],
    )
    payroll_next_on = DayField(
        label="Next pay date",
        required=False,
        help_text="The days after it follow from the cycle.",
    )
    digest_is_sent = forms.BooleanField(
        label="Send the weekly digest by e-mail",
        required=False,
        help_text="Kept for later: RowCol sends no digest yet.",
    )
    digest_weekday = forms.TypedChoiceField(
        label="Digest on",
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "Default: Monday"), *enumerate(calendar.day_name)],
    )
    digest_hour = forms.TypedChoiceField(
        label="Digest at",
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "Default: 8:00"), *((hour, f"{hour}:00") for hour in HOURS)],
    )
    field_order = FIELDS

    def __init__(self, business: Business, today: date, row: Assumptions, data: Any = None) -> None:
        super().__init__(data, initial=_shown(row, business, today), auto_id="assume_%s")
        self.today = today
        currency = business.home_currency
        self.fields["minimum_line"] = AmountField(
            currency,
            label=f"Minimum line, {currency}",
            required=False,
            help_text="Empty: the larger of one payroll and 15 buffer days.",
        )
        self.fields["payroll_amount"] = AmountField(
            currency,
            label=f"One payroll takes, {currency}",
            required=False,
            help_text="Empty: as the books have it.",
        )
        self.fields["digest_timezone"] = forms.ChoiceField(
            label="In the time zone",
            required=False,
            choices=[("", f"Default: {business.timezone}"), *((zone, zone) for zone in zones())],
            error_messages={"invalid_choice": "There is no such time zone. Choose one of the list."},
        )
        self.order_fields(FIELDS)

    def faults(self) -> dict[str, str]:
        return assumptions.faults(self.choices, self.today)

    @property
    def choices(self) -> Choices:
        return Choices(**{name: self.cleaned_data[name] for name in FIELDS})


def _shown(row: Assumptions, business: Business, today: date) -> dict[str, Any]:
    """What is kept; a pay date that is over has moved on by the cycle."""
    payroll = assumptions.assumed(row, business).payroll
    kept = {name: getattr(row, name) for name in FIELDS} | {"seen": row.version}
    return kept | {"payroll_next_on": next_payday(payroll, today) if payroll else None}

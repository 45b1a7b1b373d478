"""A company as QBO describes itself: who it is, how it counts, its terms, rates and recurring templates."""

from django.db import models

from core.mirror import REFERENCE_LISTS, Entity, ListMirror, Mirror, Text


class CompanyInfo(Mirror):
    """The company as QBO knows it; one row (API_FACTS 9.1)."""

    name = Text()
    legal_name = Text()
    country = Text()
    email = Text()
    fiscal_year_start_month = Text()
    started_on = models.DateField(null=True)
    timezone = Text()

    qbo = Entity(
        "CompanyInfo",
        {
            "name": "CompanyName",
            "legal_name": "LegalName",
            "country": "Country",
            "email": "Email.Address",
            "fiscal_year_start_month": "FiscalYearStartMonth",
            "started_on": "CompanyStartDate",
            "timezone": "DefaultTimeZone",
        },
        in_cdc=False,
        by_time=False,
    )


class Preferences(Mirror):
    """The company's settings that change what a number means; one row (API_FACTS 9.2)."""

    multicurrency = models.BooleanField(null=True)
    home_currency = Text()
    report_basis = Text()
    book_close_on = models.DateField(null=True)
    auto_apply_payments = models.BooleanField(null=True)

    qbo = Entity(
        "Preferences",
        {
            "multicurrency": "CurrencyPrefs.MultiCurrencyEnabled",
            "home_currency": "CurrencyPrefs.HomeCurrency.value",
            "report_basis": "ReportPrefs.ReportBasis",
            "book_close_on": "AccountingInfoPrefs.BookCloseDate",
            "auto_apply_payments": "SalesFormsPrefs.AutoApplyPayments",
        },
        in_cdc=False,
        by_time=False,
    )

    class Meta(Mirror.Meta):
        verbose_name_plural = "preferences"


class Term(ListMirror):
    """When a document falls due and what paying early is worth (API_FACTS 9.16)."""

    kind = Text()
    due_days = models.IntegerField(null=True)
    discount_days = models.IntegerField(null=True)
    discount_percent = models.DecimalField(max_digits=9, decimal_places=4, null=True)
    day_of_month_due = models.IntegerField(null=True)
    due_next_month_days = models.IntegerField(null=True)

    qbo = Entity(
        "Term",
        {
            "name": "Name",
            "active": "Active",
            "kind": "Type",
            "due_days": "DueDays",
            "discount_days": "DiscountDays",
            "discount_percent": "DiscountPercent",
            "day_of_month_due": "DayOfMonthDue",
            "due_next_month_days": "DueNextMonthDays",
        },
        where=REFERENCE_LISTS,
    )


class ExchangeRate(Mirror):
    """Home units per one foreign unit on a date; known by its currencies and date (API_FACTS 9.20)."""

    source_currency = Text()
    target_currency = Text()
    rate = models.DecimalField(max_digits=24, decimal_places=12, null=True)
    as_of_on = models.DateField(null=True)

    qbo = Entity(
        "ExchangeRate",
        {
            "source_currency": "SourceCurrencyCode",
            "target_currency": "TargetCurrencyCode",
            "rate": "Rate",
            "as_of_on": "AsOfDate",
        },
        key=("SourceCurrencyCode", "TargetCurrencyCode", "AsOfDate"),
        in_cdc=False,
        by_time=False,
    )


class RecurringTransaction(Mirror):
    """A template that QBO posts, or reminds of, on a schedule (API_FACTS 9.18)."""

    name = Text()
    txn_type = Text()
    recur_type = Text()
    active = models.BooleanField(null=True)
    interval_type = Text()
    interval_count = models.IntegerField(null=True)
    day_of_month = models.IntegerField(null=True)
    next_on = models.DateField(null=True)
    end_on = models.DateField(null=True)
    vendor_id = Text()
    customer_id = Text()
    currency = Text()
    total = models.DecimalField(max_digits=24, decimal_places=6, null=True)

    qbo = Entity(
        "RecurringTransaction",
        {
            "name": "RecurringInfo.Name",
            "txn_type": "@type",
            "recur_type": "RecurringInfo.RecurType",
            "active": "RecurringInfo.Active",
            "interval_type": "RecurringInfo.ScheduleInfo.IntervalType",
            "interval_count": "RecurringInfo.ScheduleInfo.NumInterval",
            "day_of_month": "RecurringInfo.ScheduleInfo.DayOfMonth",
            "next_on": "RecurringInfo.ScheduleInfo.NextDate",
            "end_on": "RecurringInfo.ScheduleInfo.EndDate",
            "vendor_id": "VendorRef.value",
            "customer_id": "CustomerRef.value",
            "currency": "CurrencyRef.value",
            "total": "TotalAmt",
        },
        in_cdc=False,
        by_time=False,
        wrapped=True,
    )

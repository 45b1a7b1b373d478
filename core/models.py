"""What RowCol itself knows: firms, the businesses they advise, people, and the trail of what was done."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from core import clock
from core.mirror import REFERENCE_LISTS, Entity, ListMirror, Mirror, Text
from core.ownership import Ownership


class UserManager(BaseUserManager["User"]):
    """Makes users whose name is their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractUser):
    """A person; signs in by e-mail in any case."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    ownership = Ownership.OWNED
    objects = UserManager()  # type: ignore[misc,assignment]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="core_user_email_in_any_case")]

    def __str__(self) -> str:
        return self.name or self.email


class Firm(models.Model):
    """An advisory firm, or one business on its own."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)

    ownership = Ownership.OWNED

    def __str__(self) -> str:
        return self.name


class Business(models.Model):
    """A client whose books are mirrored. Its QBO company id lives with the connection, in sync."""

    firm = models.ForeignKey(Firm, models.PROTECT, related_name="businesses")
    name = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    timezone = models.CharField(max_length=64, default="America/New_York")
    home_currency = models.CharField(max_length=3, default="USD")
    created_at = models.DateTimeField(default=clock.now)

    ownership = Ownership.OWNED

    class Meta:
        verbose_name_plural = "businesses"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a member may do (RUNWAY 1)."""

    VIEWER = "viewer"
    BOOKKEEPER = "bookkeeper"
    CONTROLLER = "controller"
    ADVISOR = "advisor"
    FIRM_ADMIN = "firm admin"
    OWNER = "owner"


class Membership(models.Model):
    """A person's role in a firm: for one of its businesses, or for all of them where none is named."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    firm = models.ForeignKey(Firm, models.CASCADE, related_name="memberships")
    business = models.ForeignKey(Business, models.CASCADE, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)

    ownership = Ownership.OWNED

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "firm", "business"], name="core_membership_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role} of {self.business or self.firm}"


class AuditEntry(models.Model):
    """Who did what and when. Append only: a database trigger refuses any change.

    People and businesses are kept as plain values, so that the trail outlives them.
    """

    at = models.DateTimeField(default=clock.now)
    business_id = models.BigIntegerField(null=True, db_index=True)
    actor = models.CharField(
        max_length=254, help_text="E-mail address, or the name of the process that acted."
    )
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    ownership = Ownership.LOG

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.subject}"


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

"""Who may do what where: roles that people hold, and roles that wait for someone to accept them."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from core import clock
from core.models.firm import Business, Firm
from core.models.person import User
from core.ownership import Ownership


class Role(models.TextChoices):
    """What a member may do (RUNWAY 1)."""

    VIEWER = "viewer"
    BOOKKEEPER = "bookkeeper"
    CONTROLLER = "controller"
    ADVISOR = "advisor"
    FIRM_ADMIN = "firm admin"
    OWNER = "owner"


OWNER_OF_ALL = "An owner is the client of one business. Choose the business."


def roles_at(business_id: int | None) -> tuple[Role, ...]:
    """The roles that can be held there: nobody is the client of a whole firm, where no business is named."""
    return tuple(role for role in Role if business_id is not None or role is not Role.OWNER)


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
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.OWNER) | Q(business__isnull=False),
                name="core_membership_owner_of_one",
                violation_error_message=OWNER_OF_ALL,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.role} of {self.business or self.firm}"


class Invitation(models.Model):
    """A role that waits for the person at an e-mail address; good once, for seven days.

    Only the hash of the token is kept: the token itself is nowhere but in the letter.
    """

    LASTS = timedelta(days=7)

    firm = models.ForeignKey(Firm, models.CASCADE, related_name="invitations")
    business = models.ForeignKey(Business, models.CASCADE, null=True, blank=True, related_name="+")
    email = models.EmailField(help_text="In lower case.")
    role = models.CharField(max_length=20, choices=Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(default=clock.now)
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    ownership = Ownership.OWNED

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "business", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="core_invitation_open_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.OWNER)
                | Q(business__isnull=False)
                | Q(accepted_at__isnull=False)
                | Q(withdrawn_at__isnull=False),
                name="core_invitation_owner_of_one",
                violation_error_message=OWNER_OF_ALL,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}, invited as {self.role} of {self.business or self.firm}"

    @property
    def expires_at(self) -> datetime:
        """The instant from which the link no longer opens."""
        return self.sent_at + self.LASTS

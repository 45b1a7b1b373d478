"""Who is let in where, and how someone who was let in comes to a name and a password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm

from core.access import May, Reach
from core.models import Business, Firm, Membership, Role, User
from core.models.access import OWNER_OF_ALL, roles_at

WHOLE_FIRM = "firm"


class InviteForm(forms.Form):
    """An address, a role, and the place: a business, or the whole firm for those who may give that."""

    email = forms.EmailField(
        label="E-mail",
        error_messages={
            "required": "An e-mail address is needed; the link is sent there.",
            "invalid": "This is not an e-mail address, such as olive@acme.example.",
        },
    )
    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Choose a role"), *Role.choices],
        error_messages={"required": "Choose a role.", "invalid_choice": "There is no such role."},
    )
    place = forms.ChoiceField(
        label="For",
        error_messages={
            "required": "Choose a client, or all of them.",
            "invalid_choice": "You cannot give access to this.",
        },
    )

    def __init__(self, firm: Firm, user: User, *args: Any) -> None:
        super().__init__(*args)
        self.firm = firm
        self._reach = Reach(user)
        self._businesses = {str(each.pk): each for each in firm.businesses.all() if self._may_give(each.pk)}
        self.fields["place"].choices = [("", "Choose where"), *self._places()]  # type: ignore[attr-defined]

    def _may_give(self, business_id: int | None) -> bool:
        return May.INVITE in self._reach.rights(self.firm.pk, business_id)

    def _places(self) -> list[tuple[str, str]]:
        whole = [(WHOLE_FIRM, f"All of {self.firm}, later clients too")] if self._may_give(None) else []
        return whole + [(key, business.name) for key, business in self._businesses.items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"email", "place"} <= cleaned.keys() and (there := self._membership_there()):
            self.add_error(
                "email",
                f"{there.user} has this access already, as {there.role}. Change the role in the list.",
            )
        if {"role", "place"} <= cleaned.keys() and not self._may_be_held():
            self.add_error("place", OWNER_OF_ALL)
        return cleaned

    def _may_be_held(self) -> bool:
        return self.cleaned_data["role"] in roles_at(self.business.pk if self.business else None)

    def _membership_there(self) -> Membership | None:
        held = Membership.objects.filter(firm=self.firm, business=self.business).select_related("user")
        return held.filter(user__email__iexact=self.cleaned_data["email"]).first()

    @property
    def business(self) -> Business | None:
        """The business chosen; None for the whole firm."""
        return self._businesses.get(self.cleaned_data["place"])


class RoleForm(forms.Form):
    """Another role for someone who is there."""

    role = forms.ChoiceField(choices=Role.choices)


class JoinForm(SetPasswordForm):
    """The name and first password of a person who was invited."""

    name = forms.CharField(
        label="Your name",
        max_length=200,
        error_messages={"required": "A name is needed: others see it beside what you do."},
    )
    field_order = ("name", "new_password1", "new_password2")

    def save(self, commit: bool = True) -> User:
        self.user.name = self.cleaned_data["name"]
        return super().save(commit)

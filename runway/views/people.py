"""Who has access: the list, inviting, changing a role, taking access away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from core import clock
from core.access import May, firm_required, grant_required, signed_in
from core.models import Firm, Invitation, Membership
from core.people import PeopleService, Refused
from runway.forms.people import InviteForm, RoleForm
from runway.services.letters import send_invitation
from runway.services.people import PeopleOverview


@signed_in
def people(request: HttpRequest) -> HttpResponse:
    page = PeopleOverview(request.user).page(clock.now())
    return render(request, "runway/people.html", {"page": page, "here": "people"})


@firm_required(May.INVITE)
def invite(request: HttpRequest, firm: Firm) -> HttpResponse:
    form = InviteForm(firm, request.user, request.POST or None)
    if not form.is_valid():
        return render(request, "runway/invite.html", {"form": form, "firm": firm, "here": "people"})
    asked = form.cleaned_data
    invitation, token = PeopleService(request.user).invite(firm, form.business, asked["email"], asked["role"])
    _post(request, invitation, token)
    return redirect("runway:people")


@grant_required(Invitation)
@require_POST
def send_again(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    try:
        _post(request, invitation, PeopleService(request.user).send_again(invitation))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("runway:people")


@grant_required(Invitation)
@require_POST
def withdraw(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    try:
        PeopleService(request.user).withdraw(invitation)
        messages.success(
            request, f"The invitation of {invitation.email} is withdrawn; its link opens nothing now."
        )
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("runway:people")


@grant_required(Membership)
@require_POST
def change_role(request: HttpRequest, membership: Membership) -> HttpResponse:
    form = RoleForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused("Choose one of the roles in the list.")
        PeopleService(request.user).change_role(membership, form.cleaned_data["role"])
        messages.success(request, f"{membership.user} is now {form.cleaned_data['role']}.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("runway:people")


@grant_required(Membership)
def remove(request: HttpRequest, membership: Membership) -> HttpResponse:
    if request.method != "POST":
        return render(request, "runway/remove_access.html", {"held": membership, "here": "people"})
    try:
        PeopleService(request.user).remove(membership)
        place = membership.business or f"all of {membership.firm}"
        messages.success(request, f"{membership.user} has no access to {place} any more.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("runway:people")


def _post(request: HttpRequest, invitation: Invitation, token: str) -> None:
    link = request.build_absolute_uri(reverse("runway:invitation", args=[token]))
    if send_invitation(invitation, link):
        messages.success(request, f"A link was sent to {invitation.email}. It works once, for seven days.")
    else:
        messages.warning(
            request,
            f"{invitation.email} is invited, but the mail server did not take the letter. Send it again later.",
        )

"""The page behind the link of an invitation: accept it, or first say who you are."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from core.access import open_to_all
from core.models import Invitation, User
from core.people import Closed, accept, waiting_for
from runway.forms.people import JoinForm

BACKEND = "django.contrib.auth.backends.ModelBackend"


@open_to_all
@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    try:
        return _opened(request, waiting_for(token), token)
    except Closed as closed:
        return render(request, "runway/invitation_closed.html", {"why": str(closed)}, status=410)


def _opened(request: HttpRequest, waiting: Invitation, token: str) -> HttpResponse:
    invited = User.objects.filter(email__iexact=waiting.email).first()
    if request.user.is_authenticated:
        return _for_someone_signed_in(request, waiting, token)
    if invited and not invited.is_active:
        raise Closed("The account of this address is closed. Ask a firm admin to invite another address.")
    if invited and invited.has_usable_password():
        return redirect(f"{reverse('login')}?next={request.path}")
    return _for_someone_new(request, waiting, token, invited or User(email=waiting.email))


def _for_someone_signed_in(request: HttpRequest, waiting: Invitation, token: str) -> HttpResponse:
    is_meant = request.user.email.lower() == waiting.email
    if request.method == "POST" and is_meant:
        accept(token, lambda: request.user)
        return redirect("runway:board")
    return render(request, "runway/invitation.html", {"invitation": waiting, "is_meant": is_meant})


def _for_someone_new(request: HttpRequest, waiting: Invitation, token: str, person: User) -> HttpResponse:
    form = JoinForm(person, request.POST or None, initial={"name": person.name})
    if not form.is_valid():
        return render(request, "runway/join.html", {"invitation": waiting, "form": form})
    accept(token, form.save)
    login(request, person, backend=BACKEND)
    return redirect("runway:board")

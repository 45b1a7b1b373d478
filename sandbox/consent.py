"""The page on which a person connects a company to the app."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from string import Template

_PAGES = Path(__file__).with_name("pages")
_CARRIED = ("client_id", "response_type", "scope", "redirect_uri", "state")


def page(asked: Mapping[str, str], companies: Iterable[tuple[str, str]], app: str = "") -> str:
    """The consent page: every company to choose from, and the request carried along in hidden fields."""
    choices = "\n".join(
        f'<label class="company"><input type="radio" name="realm" value="{escape(realm)}"'
        f"{'' if number else ' checked'}>"
        f"<span><b>{escape(name)}</b><small>Company ID {escape(realm)}</small></span></label>"
        for number, (realm, name) in enumerate(companies)
    )
    hidden = "\n".join(
        f'<input type="hidden" name="{name}" value="{escape(asked.get(name, ""))}">' for name in _CARRIED
    )
    scopes = "".join(f"<li>{escape(_SCOPE_WORDS.get(scope, scope))}</li>" for scope in asked["scope"].split())
    shown = {
        "app": escape(app or asked["client_id"]),
        "companies": choices or _NONE,
        "hidden": hidden,
        "scopes": scopes,
    }
    return Template((_PAGES / "consent.html").read_text()).substitute(
        shown, disabled="" if choices else " disabled"
    )


def refusal(reason: str) -> str:
    """The page for a request that cannot be answered by going back to the app."""
    return Template((_PAGES / "refusal.html").read_text()).substitute(reason=escape(reason))


_NONE = "<p>There is no company on this server yet.</p>"
_SCOPE_WORDS = {
    "com.intuit.quickbooks.accounting": "Read and write the books of the company",
    "com.intuit.quickbooks.payment": "Take payments",
    "openid": "Know who signed in",
    "profile": "See the name of who signed in",
    "email": "See the e-mail address of who signed in",
    "phone": "See the phone number of who signed in",
    "address": "See the address of who signed in",
}

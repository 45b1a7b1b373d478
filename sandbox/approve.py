"""Plays the person on the consent page, over HTTP, for demonstrations and tests without a browser."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import requests

TIMEOUT = 30


class CannotApprove(RuntimeError):
    """The page offered no way on; the text says why."""


def approve(authorize_url: str, *, realm: str = "", deny: bool = False) -> str:
    """The address the app is called back at, with code, state and realmId (or error and state when denied).

    Without `realm` the only company is taken; CannotApprove when there are several, or when the page refuses.
    """
    shown = requests.get(authorize_url, timeout=TIMEOUT, allow_redirects=False)
    if shown.status_code == 302:
        return shown.headers["Location"]
    if shown.status_code != 200:
        raise CannotApprove(_reason(shown.text))
    address = urlsplit(authorize_url)
    form = dict(parse_qsl(address.query))
    form |= {"decision": "deny"} if deny else {"decision": "connect", "realm": _chosen(shown.text, realm)}
    decided = requests.post(
        address._replace(query="").geturl(), data=form, timeout=TIMEOUT, allow_redirects=False
    )
    if decided.status_code != 302:
        raise CannotApprove(_reason(decided.text))
    return decided.headers["Location"]


def _chosen(page: str, realm: str) -> str:
    offered = re.findall(r'name="realm" value="(\d+)"', page)
    if realm in offered:
        return realm
    if realm or len(offered) != 1:
        wanted = f"no company {realm}" if realm else "choose a company with --realm"
        raise CannotApprove(f"{wanted}; there are: {', '.join(offered) or 'none'}")
    return str(offered[0])


def _reason(page: str) -> str:
    found = re.search(r"<p>(.*?)\.?</p>", page, re.DOTALL)
    return unescape(found.group(1)) if found else "the consent page refused"

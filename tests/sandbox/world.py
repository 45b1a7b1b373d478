"""Acme's books and a caller that asks the sandbox for them: what the protocol tests share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

from sandbox.approve import approve
from sandbox.books.company import Company
from sandbox.clock import pacific_seconds
from sandbox.store import Store

REALM = "9341450000000001"
OTHER_REALM = "9341450000000002"
NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
CALLBACK = "http://localhost:8000/connect/callback"
CLIENT_ID, SECRET, APP_NAME = "acme-app", "acme-secret", "Acme Books"
SCOPE = "com.intuit.quickbooks.accounting"

_ACCOUNTS = (
    ("Operating Checking", "Bank", "Checking"),
    ("Undeposited Funds", "Other Current Asset", "UndepositedFunds"),
    ("Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable"),
    ("Accounts Payable (A/P)", "Accounts Payable", "AccountsPayable"),
    ("Company Visa", "Credit Card", "CreditCard"),
    ("Opening Balance Equity", "Equity", "OpeningBalanceEquity"),
    ("Design income", "Income", "ServiceFeeIncome"),
    ("Software", "Expense", "OfficeGeneralAdministrativeExpenses"),
)


def put_bill(store: Store, id: int, at: int, *, realm: str = REALM, **fields: Any) -> None:
    """A bill straight into the store, as the books would have written it."""
    meta = {"CreateTime": pacific_seconds(at), "LastUpdatedTime": pacific_seconds(at)}
    doc = {"domain": "QBO", "sparse": False, "Id": str(id), "SyncToken": "0", "MetaData": meta, **fields}
    store.put(realm, "Bill", doc, updated_at=at, created_at=at)


def put_vendor(store: Store, id: int, name: str, *, active: bool = True, at: int = 1_760_000_000) -> None:
    """A vendor straight into the store."""
    meta = {"CreateTime": pacific_seconds(at), "LastUpdatedTime": pacific_seconds(at)}
    doc = {"Id": str(id), "SyncToken": "0", "MetaData": meta, "DisplayName": name, "Active": active}
    store.put(REALM, "Vendor", doc, updated_at=at, created_at=at, active=active)


def register(store: Store, realm: str = REALM, name: str = "Acme") -> None:
    """The company's entry, without any books."""
    with store.transaction():
        store.rows("INSERT INTO company VALUES (?, 'agency', 0, ?, ?)", realm, name, int(NOW.timestamp()))


def open_books(store: Store, at: datetime = NOW) -> tuple[Company, dict[str, str]]:
    """Acme with a chart of accounts, one customer, one vendor and one item; ids by name."""
    register(store)
    company, ids = Company(store, REALM), {}
    for name, kind, subtype in _ACCOUNTS:
        body = {"Name": name, "AccountType": kind, "AccountSubType": subtype}
        ids[name] = company.create("Account", body, at)["Id"]
    ids["Fjord & Pine"] = company.create("Customer", {"DisplayName": "Fjord & Pine"}, at)["Id"]
    ids["Granite Supply"] = company.create("Vendor", {"DisplayName": "Granite Supply"}, at)["Id"]
    item = {"Name": "Design", "Type": "Service", "IncomeAccountRef": {"value": ids["Design income"]}}
    ids["Design"] = company.create("Item", item, at)["Id"]
    return company, ids


def invoice_body(ids: dict[str, str], amount: int = 500) -> dict[str, Any]:
    """An invoice for design work, ready to be posted."""
    detail = {"ItemRef": {"value": ids["Design"]}}
    line = {"Amount": amount, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
    return {"CustomerRef": {"value": ids["Fjord & Pine"]}, "Line": [line]}


@dataclass
class Caller:
    """Asks one server for one company's books with a token of its own."""

    url: str
    realm: str = REALM
    token: str = ""
    session: requests.Session = field(default_factory=requests.Session)

    def authorize_url(self, **changed: str) -> str:
        asked = {
            "client_id": CLIENT_ID,
            "response_type": "code",
            "scope": SCOPE,
            "redirect_uri": CALLBACK,
            "state": "s1",
        }
        return f"{self.url}/connect/oauth2?{urlencode(asked | changed)}"

    def consent(self) -> str:
        """A fresh authorization code."""
        called_back = approve(self.authorize_url(), realm=self.realm)
        return parse_qs(urlsplit(called_back).query)["code"][0]

    def token_call(self, auth: tuple[str, str] = (CLIENT_ID, SECRET), **form: str) -> requests.Response:
        headers = {"x-include-refresh-token-hard-expires-in": "true"}
        address = f"{self.url}/oauth2/v1/tokens/bearer"
        return self.session.post(address, data=form, auth=auth, headers=headers, timeout=10)

    def connect(self) -> dict[str, Any]:
        """Consent and exchange; the token answer, whose access token is used from now on."""
        answer = self.token_call(
            grant_type="authorization_code", code=self.consent(), redirect_uri=CALLBACK
        ).json()
        self.token = answer["access_token"]
        return answer

    def refresh(self, token: str) -> requests.Response:
        return self.token_call(grant_type="refresh_token", refresh_token=token)

    def get(self, path: str, **query: str) -> requests.Response:
        address = f"{self.url}/v3/company/{self.realm}/{path}"
        return self.session.get(address, params=query, headers=self._headers, timeout=10)

    def post(self, path: str, body: Any, **query: str) -> requests.Response:
        address = f"{self.url}/v3/company/{self.realm}/{path}"
        return self.session.post(address, json=body, params=query, headers=self._headers, timeout=10)

    def query(self, statement: str) -> dict[str, Any]:
        """The QueryResponse object; an assertion error for a fault."""
        answer = self.get("query", query=statement)
        assert answer.status_code == 200, answer.text
        return answer.json()["QueryResponse"]

    def control(self, path: str, body: Any = None, method: str = "POST") -> requests.Response:
        return self.session.request(method, f"{self.url}/_sandbox/{path}", json=body, timeout=30)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}


def code_of(answer: requests.Response) -> str:
    """The fault code of an answer in the upper-case envelope."""
    return str(answer.json()["Fault"]["Error"][0]["code"])

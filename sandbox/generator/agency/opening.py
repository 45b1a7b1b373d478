"""The agency on its first day: lists, parties, and the balances brought over from its old books."""

from sandbox.generator.agency import cast, chart
from sandbox.generator.forms import Body, journal_line, ref
from sandbox.generator.office import Office


def open_lists(office: Office, name: str) -> None:
    """Company, preferences and every list that documents need."""
    office.make("CompanyInfo", {"CompanyName": name, "CompanyStartDate": office.today, **chart.COMPANY})
    office.make("Preferences", chart.PREFERENCES)
    _accounts(office)
    for key, title, body in chart.TERMS:
        _keep(office, "term", key, office.make("Term", {"Name": title, **body}))
    for key, title, kind in chart.PAYMENT_METHODS:
        _keep(office, "method", key, office.make("PaymentMethod", {"Name": title, "Type": kind}))
    for key, title in chart.CLASSES:
        _keep(office, "class", key, office.make("Class", {"Name": title}))
    for key, title in chart.DEPARTMENTS:
        _keep(office, "department", key, office.make("Department", {"Name": title}))
    _items(office)


def _keep(office: Office, group: str, key: str, doc: Body) -> None:
    office.ids[f"{group}/{key}"] = doc["Id"]


def _accounts(office: Office) -> None:
    for key, title, kind, subtype, parent in chart.ACCOUNTS:
        body: Body = {"Name": title, "AccountType": kind, "AccountSubType": subtype}
        if parent:
            body["ParentRef"] = ref(office.account(parent))
        _keep(office, "account", key, office.make("Account", body))


def _items(office: Office) -> None:
    for key, title, income, expense, taxable in chart.ITEMS:
        body: Body = {
            "Name": title,
            "Type": "Service",
            "Taxable": taxable,
            "IncomeAccountRef": ref(office.account(income)),
        }
        if expense:
            body["ExpenseAccountRef"] = ref(office.account(expense))
        _keep(office, "item", key, office.make("Item", body))


def open_parties(office: Office) -> None:
    """Clients, vendors, tax offices and staff."""
    for client in cast.CLIENTS:
        _keep(office, "client", client.name, office.make("Customer", customer_body(office, client)))
    for number, supplier in enumerate(cast.SUPPLIERS):
        _keep(office, "vendor", supplier.name, office.make("Vendor", _vendor_body(office, supplier, number)))
    for key, title in cast.AGENCIES:
        _keep(office, "vendor", key, office.make("Vendor", {"DisplayName": title, "CompanyName": title}))
    for first, last, _ in cast.STAFF:
        body = {
            "GivenName": first,
            "FamilyName": last,
            "DisplayName": f"{first} {last}",
            "HiredDate": office.today,
        }
        _keep(office, "employee", first, office.make("Employee", body))


def customer_body(office: Office, client: cast.Client) -> Body:
    """A client as its bookkeeper would enter it."""
    given, family = client.contact
    line, city, state, code = client.place
    address = {"Line1": line, "City": city, "CountrySubDivisionCode": state, "PostalCode": code}
    return {
        "DisplayName": client.name,
        "CompanyName": client.name,
        "GivenName": given,
        "FamilyName": family,
        "BillAddr": {"Id": str(20 + len(office.ids)), **address},
        "ShipAddr": {"Id": str(20 + len(office.ids)), **address},
        "PrimaryEmailAddr": {"Address": mail_of(client)},
        "PrimaryPhone": {"FreeFormNumber": f"(253) 555-{1000 + len(office.ids):04d}"},
        "SalesTermRef": ref(office.ids[f"term/{client.term}"]),
        "PaymentMethodRef": ref(office.ids[f"method/{client.method}"]),
        "PreferredDeliveryMethod": "Email",
        "Taxable": client.prints,
    }


def mail_of(client: cast.Client) -> str:
    """Where the client's invoices go: ASCII letters of its name."""
    plain = "".join(sign for sign in client.name.lower() if sign.isascii() and sign.isalnum())
    return f"accounts@{plain or 'client'}.example"


def _vendor_body(office: Office, supplier: cast.Supplier, number: int) -> Body:
    body: Body = {
        "DisplayName": supplier.name,
        "CompanyName": supplier.name,
        "AcctNum": f"TA-{2200 + number}",
        "Vendor1099": supplier.is_1099,
        "TermRef": ref(office.ids[f"term/{supplier.term}"]),
        "BillAddr": {
            "Id": str(400 + number),
            "Line1": f"{100 + 17 * number} Marine View Dr",
            "City": "Tacoma",
        }
        | {"CountrySubDivisionCode": "WA", "PostalCode": "98422"},
    }
    return body | ({"TaxIdentifier": f"XXXXXX{3300 + number}"} if supplier.is_1099 else {})


# account key, dollars; debit positive
_OPENING = (
    ("checking", 164_250),
    ("savings", 60_000),
    ("petty", 400),
    ("equipment_cost", 48_600),
    ("equipment_depreciation", -17_200),
    ("lease_deposit", 13_600),
    ("visa", -4_310),
    ("term_loan", -36_000),
)


def open_balances(office: Office) -> None:
    """The balances of the old books in one journal entry against Opening Balance Equity."""
    lines = [journal_line(office.account(key), whole * 100, "Opening balance") for key, whole in _OPENING]
    rest = -sum(whole for _, whole in _OPENING)
    lines.append(journal_line(office.account("opening"), rest * 100, "Opening balance"))
    body = {
        "TxnDate": office.today,
        "DocNumber": "OPEN-1",
        "PrivateNote": "Balances brought over 📦",
        "Line": lines,
    }
    office.make("JournalEntry", body)
    office.change("Account", office.account("old_coop"), {"Name": "Co-op Advertising Fund", "Active": False})

"""A company on its first day: lists, parties, and the balances brought over from its old books."""

from sandbox.generator.forms import Body, journal_line, ref
from sandbox.generator.office import HOME, Office
from sandbox.generator.parties import Client, Supplier


def open_lists(office: Office, name: str) -> None:
    """Company, preferences and every list that documents need."""
    office.make("CompanyInfo", {"CompanyName": name, "CompanyStartDate": office.today, **office.kind.info})
    office.make("Preferences", office.kind.preferences)
    chart = office.kind.chart
    _accounts(office)
    for key, title, body in chart.terms:
        _keep(office, "term", key, office.make("Term", {"Name": title, **body}))
    for key, title, kind in chart.payment_methods:
        _keep(office, "method", key, office.make("PaymentMethod", {"Name": title, "Type": kind}))
    for key, title in chart.classes:
        _keep(office, "class", key, office.make("Class", {"Name": title}))
    for key, title in chart.departments:
        _keep(office, "department", key, office.make("Department", {"Name": title}))
    _items(office)


def _keep(office: Office, group: str, key: str, doc: Body) -> None:
    office.ids[f"{group}/{key}"] = doc["Id"]


def _accounts(office: Office) -> None:
    currencies = dict(office.kind.chart.currencies)
    for key, title, kind, subtype, parent in office.kind.chart.accounts:
        body: Body = {"Name": title, "AccountType": kind, "AccountSubType": subtype}
        if key in currencies:
            body["CurrencyRef"] = ref(currencies[key])
        if parent:
            body["ParentRef"] = ref(office.account(parent))
        _keep(office, "account", key, office.make("Account", body))


def _items(office: Office) -> None:
    for key, title, income, expense, taxable in office.kind.chart.items:
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
    for client in office.kind.clients:
        _keep(office, "client", client.name, office.make("Customer", customer_body(office, client)))
    for number, supplier in enumerate(office.kind.suppliers):
        _keep(office, "vendor", supplier.name, office.make("Vendor", _vendor_body(office, supplier, number)))
    for key, title in office.kind.authorities:
        _keep(office, "vendor", key, office.make("Vendor", {"DisplayName": title, "CompanyName": title}))
    for first, last, _ in office.kind.staff:
        body = {
            "GivenName": first,
            "FamilyName": last,
            "DisplayName": f"{first} {last}",
            "HiredDate": office.today,
        }
        _keep(office, "employee", first, office.make("Employee", body))


def customer_body(office: Office, client: Client) -> Body:
    """A client as its bookkeeper would enter it."""
    given, family = client.contact
    line, city, state, code = client.place
    address = {"Line1": line, "City": city, "CountrySubDivisionCode": state, "PostalCode": code}
    body = {
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
        "Taxable": client.buys_goods,
    }
    return body if client.currency == HOME else body | {"CurrencyRef": ref(client.currency)}


def mail_of(client: Client) -> str:
    """Where the client's invoices go: ASCII letters of its name."""
    plain = "".join(sign for sign in client.name.lower() if sign.isascii() and sign.isalnum())
    return f"accounts@{plain or 'client'}.example"


def _vendor_body(office: Office, supplier: Supplier, number: int) -> Body:
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
    if supplier.currency != HOME:
        body["CurrencyRef"] = ref(supplier.currency)
    return body | ({"TaxIdentifier": f"XXXXXX{3300 + number}"} if supplier.is_1099 else {})


def open_balances(office: Office) -> None:
    """The balances of the old books in one journal entry against Opening Balance Equity."""
    lines = [
        journal_line(office.account(key), whole * 100, "Opening balance")
        for key, whole in office.kind.chart.opening
    ]
    rest = -sum(whole for _, whole in office.kind.chart.opening)
    lines.append(journal_line(office.account("opening"), rest * 100, "Opening balance"))
    body = {
        "TxnDate": office.today,
        "DocNumber": "OPEN-1",
        "PrivateNote": "Balances brought over 📦",
        "Line": lines,
    }
    office.make("JournalEntry", body)
    for key in office.kind.chart.closed:
        name = office.look("Account", office.account(key))["Name"]
        office.change("Account", office.account(key), {"Name": name, "Active": False})

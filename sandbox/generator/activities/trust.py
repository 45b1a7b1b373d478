"""Clients' money: taken into the trust account, moved to operating only when it is earned, returned when it is not.

The trust bank and the liability to clients move together, within a day, and nothing else touches either.
"""

from sandbox.books.money import amount
from sandbox.generator.activities.collecting import open_invoices_of
from sandbox.generator.forms import applied, expense_line, journal_line, ref
from sandbox.generator.office import Office, working_day
from sandbox.generator.parties import Client


def keep_trust(office: Office) -> None:
    """Early in a month advances come in, on the 10th what was billed is taken, late in it some goes back."""
    first = office.day.replace(day=1)
    if office.day == working_day(first.replace(day=4)):
        for client in office.kind.clients:
            if client.trust and office.tally[_held(client)] < client.trust * 100 // 3:
                _take(office, client, office.some(client, client.trust * 8 // 10, client.trust * 12 // 10))
    if office.day == working_day(first.replace(day=10)):
        for client in office.kind.clients:
            if office.tally[_held(client)]:
                _earn(office, client)
    if office.day == working_day(first.replace(day=22)) and office.day.month % 3 == 0:
        _give_back(office)


def open_trust(office: Office) -> None:
    """On the first day: the advances that clients left with the firm."""
    for client in office.kind.clients:
        if client.trust:
            _take(office, client, client.trust * 100)


def _held(client: Client) -> str:
    return f"trust/{client.name}"


def _take(office: Office, client: Client, whole: int) -> None:
    office.tally[_held(client)] += whole
    entity = {**ref(office.ids[f"client/{client.name}"]), "type": "Customer"}
    detail = {"AccountRef": ref(office.account("trust_liability")), "Entity": entity}
    line = {
        "Amount": amount(whole),
        "Description": f"Advance from {client.name}",
        "DetailType": "DepositLineDetail",
        "DepositLineDetail": detail,
    }
    bank = ref(office.account("trust"))
    body = {"TxnDate": office.today, "DepositToAccountRef": bank, "PrivateNote": "Held for client"}
    office.make("Deposit", {**body, "Line": [line]})


def _earn(office: Office, client: Client) -> None:
    """Trust to operating, and the advance put on the client's invoices by a journal entry and a payment of zero."""
    left = office.tally[_held(client)]
    lines = []
    for id, owed in open_invoices_of(office, client):
        part = min(left, owed)
        if part:
            lines.append(applied(part, "Invoice", id))
            left -= part
    earned = office.tally[_held(client)] - left
    if earned:
        office.tally[_held(client)] = left
        ends = {
            "FromAccountRef": ref(office.account("trust")),
            "ToAccountRef": ref(office.account("checking")),
        }
        note = f"Fees earned, {client.name}"
        body = {"TxnDate": office.today, **ends, "Amount": amount(earned), "PrivateNote": note}
        office.make("Transfer", body)
        _put_on_invoices(office, client, earned, lines)


def _put_on_invoices(office: Office, client: Client, earned: int, lines: list[dict[str, object]]) -> None:
    customer = office.ids[f"client/{client.name}"]
    text = "Advance applied to fees"
    entry = [
        journal_line(office.account("trust_liability"), earned, text),
        journal_line(office.account("ar"), -earned, text, party=("Customer", customer)),
    ]
    number = f"TR-{office.day:%y%m}-{customer}"
    made = office.make("JournalEntry", {"TxnDate": office.today, "DocNumber": number, "Line": entry})
    both = [*lines, applied(earned, "JournalEntry", made["Id"])]
    body = {"TxnDate": office.today, "CustomerRef": ref(customer), "TotalAmt": 0, "Line": both}
    office.make("Payment", body)


def _give_back(office: Office) -> None:
    """A matter that is closed: its client gets half of what is left back."""
    held = [client for client in office.kind.clients if office.tally[_held(client)] > 50_000]
    if not held:
        return
    client = office.rng.choice(held)
    whole = office.tally[_held(client)] // 2
    office.tally[_held(client)] -= whole
    text = f"Return of advance, {client.name}"
    body = {
        "TxnDate": office.today,
        "PaymentType": "Check",
        "AccountRef": ref(office.account("trust")),
        "EntityRef": {**ref(office.ids[f"client/{client.name}"]), "type": "Customer"},
        "DocNumber": f"T{office.rng.randrange(1000, 9999)}",
        "PrivateNote": text,
        "Line": [expense_line(office.account("trust_liability"), whole, text)],
    }
    office.make("Purchase", body)

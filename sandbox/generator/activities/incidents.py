"""What is out of the ordinary: credits, voids, deletions, write-offs, unapplied money, parties that leave."""

from datetime import timedelta
from functools import partial

from sandbox.books.money import amount
from sandbox.generator.activities.collecting import open_invoices_of, use_rest
from sandbox.generator.activities.opening import customer_body
from sandbox.generator.activities.sales import invoice, sales_head
from sandbox.generator.activities.spending import use_vendor_credit
from sandbox.generator.forms import Body, applied, expense_line, journal_line, ref, sales_line
from sandbox.generator.office import HOME, Office, dollars
from sandbox.generator.parties import Client


def currency_of(client: Client) -> Body:
    """What a document that names no customer in its head must say of a foreign one."""
    return {} if client.currency == HOME else {"CurrencyRef": ref(client.currency)}


def _some_client(office: Office) -> Client:
    storefronts = {channel.client for channel in office.kind.channels}
    return office.rng.choice([client for client in office.kind.clients if client.name not in storefronts])


def _credit_memo(office: Office) -> None:
    client = _some_client(office)
    line = sales_line(
        office.ids[f"item/{office.kind.sales.credit_item}"],
        office.some(client, 120, 900),
        "Goodwill for the late delivery 🙏",
    )
    head = {key: value for key, value in sales_head(office, client).items() if not key.startswith("Allow")}
    memo = office.make("CreditMemo", {**head, "Line": [line]})
    if office.rng.random() < 0.7:
        office.plan(
            office.day + timedelta(days=office.rng.randrange(4, 25)),
            partial(_use_credit, office, client, memo["Id"]),
        )


def _use_credit(office: Office, client: Client, memo_id: str) -> None:
    """A payment of zero that puts the credit on the oldest open invoice."""
    found = open_invoices_of(office, client)
    left = office.owed("CreditMemo", memo_id)
    if found and left:
        id, owed = found[0]
        part = min(left, owed)
        lines = [applied(part, "Invoice", id), applied(part, "CreditMemo", memo_id)]
        customer = ref(office.ids[f"client/{client.name}"])
        office.make(
            "Payment", {"TxnDate": office.today, "CustomerRef": customer, "TotalAmt": 0, "Line": lines}
        )


def _void_invoice(office: Office) -> None:
    """Sent twice by mistake, voided some days later."""
    client, sales = _some_client(office), office.kind.sales
    doc = invoice(
        office,
        client,
        [
            sales_line(
                office.ids[f"item/{sales.extra_item}"], office.some(client, 300, 1900), sales.extra_text
            )
        ],
    )
    office.plan(office.day + timedelta(days=office.rng.randrange(1, 5)), partial(_void_unpaid, office, doc))


def _void_unpaid(office: Office, doc: Body) -> None:
    if office.owed("Invoice", doc["Id"]):
        office.void("Invoice", doc["Id"])


def _void_payment(office: Office) -> None:
    """A check that bounced: the payment is voided, the invoice is open again."""
    client = _some_client(office)
    found = open_invoices_of(office, client)
    if found:
        id, owed = found[-1]
        body: Body = {
            "TxnDate": office.today,
            "CustomerRef": ref(office.ids[f"client/{client.name}"]),
            "TotalAmt": amount(owed),
        }
        body |= {
            "PaymentRefNum": f"CHK-{office.rng.randrange(100, 999)}",
            "Line": [applied(owed, "Invoice", id)],
        }
        payment = office.make("Payment", {**body, "PrivateNote": "Returned by the bank"})
        office.plan(office.day + timedelta(days=4), partial(_bounce, office, client, payment["Id"], id))


def _bounce(office: Office, client: Client, id: str, invoice_id: str) -> None:
    office.void("Payment", id)
    office.remember(f"client/{client.name}", invoice_id)


def _deleted_bill(office: Office) -> None:
    """Entered for the wrong vendor and deleted the same week."""
    supplier = office.rng.choice([found for found in office.kind.suppliers if not found.card])
    line = expense_line(
        office.account(office.kind.spending.mistaken), dollars(office.rng, 60, 700), "Wrong vendor"
    )
    bill = office.make(
        "Bill",
        {"TxnDate": office.today, "VendorRef": ref(office.ids[f"vendor/{supplier.name}"]), "Line": [line]},
    )
    office.plan(office.day + timedelta(days=1), partial(_delete_unpaid, office, bill))


def _delete_unpaid(office: Office, bill: Body) -> None:
    if not office.look("Bill", bill["Id"]).get("LinkedTxn"):
        office.delete("Bill", bill["Id"])


def _vendor_credit(office: Office) -> None:
    supplier = office.rng.choice(
        [found for found in office.kind.suppliers if found.account in office.kind.spending.credited]
    )
    line = expense_line(
        office.account(supplier.account), office.some(supplier, 80, 600), office.kind.spending.credit_text
    )
    vendor = ref(office.ids[f"vendor/{supplier.name}"])
    credit = office.make("VendorCredit", {"TxnDate": office.today, "VendorRef": vendor, "Line": [line]})
    if office.rng.random() < 0.7:
        later = office.day + timedelta(days=office.rng.randrange(5, 40))
        office.plan(later, partial(use_vendor_credit, office, credit["Id"]))


def _unapplied(office: Office) -> None:
    """Money on account: a client pays ahead without saying what for."""
    client = _some_client(office)
    body = {
        "TxnDate": office.today,
        "CustomerRef": ref(office.ids[f"client/{client.name}"]),
        "TotalAmt": amount(office.some(client, 200, 1500)),
        "DepositToAccountRef": ref(office.account(client.bank)),
        "PrivateNote": "No remittance advice",
    }
    payment = office.make("Payment", body)
    if office.rng.random() < 0.6:
        later = office.day + timedelta(days=office.rng.randrange(8, 45))
        office.plan(later, partial(use_rest, office, client, payment["Id"]))


def _write_off(office: Office) -> None:
    """The accountant writes off a long overdue invoice with a journal entry on A/R, applied by a payment of zero."""
    for client in office.kind.clients:
        for id, owed in open_invoices_of(office, client):
            if office.look("Invoice", id)["DueDate"] < (office.day - timedelta(days=120)).isoformat():
                _write_off_one(office, client, id, owed)
                return


def _write_off_one(office: Office, client: Client, id: str, owed: int) -> None:
    customer = office.ids[f"client/{client.name}"]
    lines = [
        journal_line(office.account("bad_debt"), owed, "Written off"),
        journal_line(office.receivable(client), -owed, "Written off", party=("Customer", customer)),
    ]
    entry = office.make(
        "JournalEntry",
        {
            "TxnDate": office.today,
            "DocNumber": f"WO-{id}",
            "Adjustment": True,
            "Line": lines,
            **currency_of(client),
        },
    )
    both = [applied(owed, "Invoice", id), applied(owed, "JournalEntry", entry["Id"])]
    office.make(
        "Payment", {"TxnDate": office.today, "CustomerRef": ref(customer), "TotalAmt": 0, "Line": both}
    )


def _late_fee(office: Office) -> None:
    """Interest put on a client's account by journal entry: open A/R that is no invoice."""
    client = _some_client(office)
    customer, whole = office.ids[f"client/{client.name}"], office.some(client, 25, 120)
    lines = [
        journal_line(office.receivable(client), whole, "Late fee", party=("Customer", customer)),
        journal_line(office.account(office.kind.sales.late_fee_account), -whole, "Late fee"),
    ]
    office.make(
        "JournalEntry",
        {
            "TxnDate": office.today,
            "DocNumber": f"LF-{office.day:%y%m%d}",
            "Line": lines,
            **currency_of(client),
        },
    )


def _card_refund(office: Office) -> None:
    supplier = office.rng.choice([found for found in office.kind.suppliers if found.card])
    line = expense_line(office.account(supplier.account), dollars(office.rng, 10, 60), "Returned")
    body = {
        "TxnDate": office.today,
        "PaymentType": "CreditCard",
        "Credit": True,
        "AccountRef": ref(office.account(supplier.card)),
    }
    entity = {**ref(office.ids[f"vendor/{supplier.name}"]), "type": "Vendor"}
    office.make("Purchase", {**body, "EntityRef": entity, "Line": [line]})


def _party_that_leaves(office: Office) -> None:
    """A lead that came to nothing, and a vendor never used: entered, later made inactive."""
    number = _unused_number(office)
    lead = Client(
        f"Lead {number} Ltd",
        ("Ann", "Lead"),
        office.kind.clients[0].place,
        "net30",
        office.kind.clients[0].habit,
        "check",
    )
    customer = office.make("Customer", customer_body(office, lead))
    vendor = office.make(
        "Vendor", {"DisplayName": f"Quote {number} GmbH", "CompanyName": f"Quote {number} GmbH"}
    )
    for entity, doc in (("Customer", customer), ("Vendor", vendor)):
        office.plan(office.day + timedelta(days=40), partial(_leave, office, entity, doc["Id"]))


def _unused_number(office: Office) -> int:
    """A number that no lead has had: two who left under one name would claim the same "(deleted)" name."""
    while f"lead/{(number := office.rng.randrange(100, 999))}" in office.ids:
        pass
    office.ids[f"lead/{number}"] = ""
    return number


def _leave(office: Office, entity: str, id: str) -> None:
    office.change(entity, id, {"Active": False})


ORDINARY = (
    (0.030, _credit_memo),
    (0.020, _void_invoice),
    (0.008, _void_payment),
    (0.022, _deleted_bill),
    (0.018, _vendor_credit),
    (0.010, _unapplied),
    (0.012, _write_off),
    (0.012, _late_fee),
    (0.020, _card_refund),
    (0.010, _party_that_leaves),
)

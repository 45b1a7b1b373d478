"""What the agency earns: retainers, care plans, projects from estimate to milestones, media passed through, print."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

from sandbox.books.money import cents
from sandbox.generator.agency.cast import CLIENTS, Client
from sandbox.generator.agency.collecting import expect_payment
from sandbox.generator.agency.opening import mail_of
from sandbox.generator.forms import Body, ref, sales_line, tax_detail
from sandbox.generator.office import Office, dollars, working_day

TAX_PERCENT = Decimal("10.3")
_WORK = (
    ("design", "Identity and layout"),
    ("web", "Site build"),
    ("strategy", "Positioning workshop"),
    ("copy", "Copy deck"),
    ("photo", "Product shoot"),
)
_TITLES = (
    "Spring campaign",
    "Website relaunch",
    "Annual report",
    "Packaging refresh",
    "Brand film ✨",
    "Donor appeal",
    "Trade fair stand",
)


def sell(office: Office) -> None:
    """The sales of one day: month's invoices on the first working days, new projects by chance."""
    day = office.day
    if day == working_day(day.replace(day=1)):
        for client in CLIENTS:
            _monthly(office, client)
    for client in CLIENTS:
        if office.rng.random() < client.project_chance / 4:
            _offer(office, client)
        if client.prints and office.rng.random() < 0.012:
            _print_job(office, client)
    if office.rng.random() < 0.05:
        _workshop(office)


def _monthly(office: Office, client: Client) -> None:
    lines = _standing_lines(office, client, f"{office.day:%B %Y}")
    if lines:
        invoice(office, client, lines)


def open_invoices(office: Office) -> None:
    """On the first day: last month's retainers, still unpaid, brought over from the old books."""
    dated = (office.day - timedelta(days=18)).isoformat()
    for client in CLIENTS:
        if client.retainer:
            invoice(office, client, _standing_lines(office, client, "brought over"), TxnDate=dated)


def _standing_lines(office: Office, client: Client, month: str) -> list[Body]:
    """Retainer, media and care plan, as far as the client has them."""
    lines = []
    if client.retainer:
        lines.append(_line(office, "retainer", client.retainer * 100, f"Retainer, {month}", "brand"))
    if client.media:
        spend = dollars(office.rng, client.media * 8 // 10, client.media * 12 // 10)
        lines.append(_line(office, "media", spend, f"Media placed for {month}", "media"))
        lines.append(_line(office, "media_fee", spend * 12 // 100, "Planning and reporting fee", "media"))
    if client.care_plan:
        lines.append(
            _line(office, "hosting", client.care_plan * 100, f"Website care plan, {month}", "digital")
        )
    return lines


def _line(office: Office, item: str, whole: int, text: str, group: str) -> Body:
    return sales_line(office.ids[f"item/{item}"], whole, text, class_id=office.ids[f"class/{group}"])


def invoice(office: Office, client: Client, lines: list[Body], **more: object) -> Body:
    """Enter an invoice and expect the client to pay it by its habit."""
    taxable = sum(
        cents(line["Amount"])
        for line in lines
        if line.get("SalesItemLineDetail", {}).get("TaxCodeRef", {}).get("value") == "TAX"
    )
    tax = tax_detail(int(taxable * TAX_PERCENT / 100), taxable, TAX_PERCENT) if taxable else {}
    doc = office.make("Invoice", {**sales_head(office, client), "Line": lines, **tax, **more})
    expect_payment(office, client, doc)
    return doc


def sales_head(office: Office, client: Client) -> Body:
    """Client, terms, addresses and delivery of a sales form."""
    customer = office.look("Customer", office.ids[f"client/{client.name}"])
    return {
        "TxnDate": office.today,
        "CustomerRef": ref(customer["Id"]),
        "SalesTermRef": ref(office.ids[f"term/{client.term}"]),
        "BillAddr": customer["BillAddr"],
        "ShipAddr": customer["ShipAddr"],
        "BillEmail": {"Address": mail_of(client)},
        "EmailStatus": "EmailSent",
        "PrintStatus": "NotSet",
        "AllowOnlineACHPayment": client.method == "ach",
        "AllowOnlineCreditCardPayment": client.method == "card",
        "CustomerMemo": {"value": "Thank you for working with us. Remittances to accounts@ternalder.example"},
    }


def _offer(office: Office, client: Client) -> None:
    total, title = dollars(office.rng, 60, 340) * 100, office.rng.choice(_TITLES)
    works = office.rng.sample(_WORK, office.rng.choice((2, 2, 3)))
    shares = (
        [total * 6 // 10, total * 4 // 10]
        if len(works) == 2
        else [total // 2, total * 3 // 10, total * 2 // 10]
    )
    lines = [
        sales_line(office.ids[f"item/{key}"], share, f"{title}: {text}")
        for (key, text), share in zip(works, shares, strict=True)
    ]
    head = {key: value for key, value in sales_head(office, client).items() if not key.startswith("Allow")}
    expires = office.day + timedelta(days=30)
    body = {**head, "Line": lines, "TxnStatus": "Pending", "ExpirationDate": expires.isoformat()}
    estimate = office.make("Estimate", body)
    won = office.rng.random() < 0.68
    answer = (
        partial(_accepted, office, client, estimate["Id"])
        if won
        else partial(_declined, office, estimate["Id"])
    )
    office.plan(office.day + timedelta(days=office.rng.randrange(5, 28)), answer)


def _declined(office: Office, id: str) -> None:
    office.change("Estimate", id, {"TxnStatus": "Rejected"})


def _accepted(office: Office, client: Client, id: str) -> None:
    estimate = office.change(
        "Estimate",
        id,
        {"TxnStatus": "Accepted", "AcceptedDate": office.today, "AcceptedBy": client.contact[0]},
    )
    lines = [line for line in estimate["Line"] if line["DetailType"] == "SalesItemLineDetail"]
    for number, line in enumerate(lines):
        due = office.day + timedelta(days=2 + number * office.rng.randrange(24, 45))
        office.plan(due, partial(_milestone, office, client, id, line, number))


def _milestone(office: Office, client: Client, estimate_id: str, line: Body, number: int) -> None:
    own = {key: value for key, value in line.items() if key not in ("Id", "LineNum")}
    linked = {"LinkedTxn": [{"TxnId": estimate_id, "TxnType": "Estimate"}]} if number == 0 else {}
    invoice(
        office,
        client,
        [{**own, **linked}],
        **linked,
        PrivateNote=f"Milestone {number + 1} of estimate {estimate_id}",
    )


def _print_job(office: Office, client: Client) -> None:
    quantity = office.rng.choice((250, 500, 1000, 2500))
    price = office.rng.randrange(40, 160)
    text = f"Printed matter, {quantity} pieces, delivered to {client.place[1]}"
    invoice(
        office,
        client,
        [sales_line(office.ids["item/print"], quantity * price, text, quantity=quantity, taxable=True)],
    )


def _workshop(office: Office) -> None:
    client = office.rng.choice(CLIENTS)
    seats = office.rng.randrange(1, 4)
    receipt = office.make(
        "SalesReceipt",
        {
            "TxnDate": office.today,
            "CustomerRef": ref(office.ids[f"client/{client.name}"]),
            "PaymentMethodRef": ref(office.ids["method/card"]),
            "DepositToAccountRef": ref(office.account("checking")),
            "Line": [
                sales_line(
                    office.ids["item/workshop"], seats * 24500, "Brand clarity workshop", quantity=seats
                )
            ],
        },
    )
    if office.rng.random() < 0.15:
        office.plan(office.day + timedelta(days=9), partial(_refund, office, receipt))


def _refund(office: Office, receipt: Body) -> None:
    lines = [sales_line(office.ids["item/workshop"], 24500, "Seat given back")]
    head = {key: receipt[key] for key in ("CustomerRef", "PaymentMethodRef", "DepositToAccountRef")}
    office.make(
        "RefundReceipt",
        {"TxnDate": office.today, **head, "Line": lines, "PrivateNote": "Could not attend 😕"},
    )

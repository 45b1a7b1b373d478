"""What is earned by invoice: standing lines every month, projects from estimate to milestones, goods, the counter."""

from datetime import timedelta
from functools import partial

from sandbox.books.money import cents
from sandbox.generator.activities.collecting import expect_payment
from sandbox.generator.activities.opening import mail_of
from sandbox.generator.forms import Body, ref, sales_line, tax_detail
from sandbox.generator.kind import Counter, Goods
from sandbox.generator.office import Office, dollars, working_day
from sandbox.generator.parties import Client


def sell(office: Office) -> None:
    """The sales of one day: month's invoices on the first working days, new projects by chance."""
    day = office.day
    if day == working_day(day.replace(day=1)):
        for client in office.kind.clients:
            _monthly(office, client)
    for client in office.kind.clients:
        if office.rng.random() < client.project_chance / 4:
            _offer(office, client)
        if office.kind.sales.goods and client.buys_goods and office.rng.random() < 0.012:
            _sell_goods(office, client, office.kind.sales.goods)
    if office.kind.sales.counter and office.rng.random() < 0.05:
        _sell_at_once(office, office.kind.sales.counter)


def _monthly(office: Office, client: Client) -> None:
    lines = _standing_lines(office, client, f"{office.day:%B %Y}")
    if lines:
        invoice(office, client, lines)


def open_invoices(office: Office) -> None:
    """On the first day: last month's standing lines, still unpaid, brought over from the old books."""
    dated = (office.day - timedelta(days=18)).isoformat()
    for client in office.kind.clients:
        if any(standing.carried for standing in client.standing):
            invoice(office, client, _standing_lines(office, client, "brought over"), TxnDate=dated)


def _standing_lines(office: Office, client: Client, month: str) -> list[Body]:
    """A line for each thing that is billed every month."""
    lines: list[Body] = []
    whole = 0
    for item in client.standing:
        whole = whole * item.percent // 100 if item.percent else office.some(client, item.low, item.high)
        group = office.ids[f"class/{item.group}"]
        text = item.text.format(month=month)
        lines.append(sales_line(office.ids[f"item/{item.item}"], whole, text, class_id=group))
    return lines


def invoice(office: Office, client: Client, lines: list[Body], **more: object) -> Body:
    """Enter an invoice and expect the client to pay it by its habit."""
    taxable = sum(
        cents(line["Amount"])
        for line in lines
        if line.get("SalesItemLineDetail", {}).get("TaxCodeRef", {}).get("value") == "TAX"
    )
    percent = office.kind.sales.tax_percent
    tax = tax_detail(int(taxable * percent / 100), taxable, percent) if taxable else {}
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
        "CustomerMemo": {"value": office.kind.sales.memo},
    }


def _offer(office: Office, client: Client) -> None:
    sales = office.kind.sales
    total, title = dollars(office.rng, *sales.project) * 100, office.rng.choice(sales.titles)
    works = office.rng.sample(sales.works, office.rng.choice((2, 2, 3)))
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
    expires = office.day + timedelta(days=sales.offer_days)
    body = {**head, "Line": lines, "TxnStatus": "Pending", "ExpirationDate": expires.isoformat()}
    estimate = office.make("Estimate", body)
    won = office.rng.random() < sales.won
    answer = (
        partial(_accepted, office, client, estimate["Id"])
        if won
        else partial(_declined, office, estimate["Id"])
    )
    office.plan(office.day + timedelta(days=office.rng.randrange(5, 28)), answer)


def _declined(office: Office, id: str) -> None:
    office.change("Estimate", id, {"TxnStatus": "Rejected"})


def _accepted(office: Office, client: Client, id: str) -> None:
    if _all_busy(office):
        _declined(office, id)
        return
    estimate = office.change(
        "Estimate",
        id,
        {"TxnStatus": "Accepted", "AcceptedDate": office.today, "AcceptedBy": client.contact[0]},
    )
    lines = [line for line in estimate["Line"] if line["DetailType"] == "SalesItemLineDetail"]
    due = office.day
    for number, line in enumerate(lines):
        due = office.day + timedelta(days=2 + number * office.rng.randrange(24, 45))
        office.plan(due, partial(_milestone, office, client, id, line, number))
    if office.kind.sales.crews:
        office.tally["jobs"] += 1
        office.plan(due, partial(_finish, office))
    if office.kind.sales.retainage:
        office.plan(due + timedelta(days=45), partial(_release, office, client, id))


def _all_busy(office: Office) -> bool:
    return 0 < office.kind.sales.crews <= office.tally["jobs"]


def _finish(office: Office) -> None:
    office.tally["jobs"] -= 1


def _milestone(office: Office, client: Client, estimate_id: str, line: Body, number: int) -> None:
    own = {key: value for key, value in line.items() if key not in ("Id", "LineNum")}
    kept_back = _kept_back(office, estimate_id, cents(line["Amount"]))
    linked = {"LinkedTxn": [{"TxnId": estimate_id, "TxnType": "Estimate"}]} if number == 0 else {}
    invoice(
        office,
        client,
        [{**own, **linked}, *kept_back],
        **linked,
        PrivateNote=f"Milestone {number + 1} of estimate {estimate_id}",
    )


def _kept_back(office: Office, estimate_id: str, whole: int) -> list[Body]:
    """The client keeps some percent of each milestone until the work is accepted."""
    kept = whole * office.kind.sales.retainage // 100
    if not kept:
        return []
    office.tally[f"retainage/{estimate_id}"] += kept
    return [sales_line(office.ids["item/retainage"], -kept, f"Retainage {office.kind.sales.retainage}%")]


def _release(office: Office, client: Client, estimate_id: str) -> None:
    kept = office.tally.pop(f"retainage/{estimate_id}", 0)
    if kept:
        line = sales_line(office.ids["item/retainage"], kept, f"Release of retainage, estimate {estimate_id}")
        invoice(office, client, [line])


def _sell_goods(office: Office, client: Client, goods: Goods) -> None:
    quantity = office.rng.choice(goods.quantities)
    price = office.rng.randrange(*goods.prices)
    text = goods.text.format(quantity=quantity, city=client.place[1])
    item = office.ids[f"item/{goods.item}"]
    line = sales_line(item, quantity * price, text, quantity=quantity, taxable=True)
    invoice(office, client, [line])


def _sell_at_once(office: Office, counter: Counter) -> None:
    client = office.rng.choice(office.kind.clients)
    count = office.rng.randrange(1, counter.at_most + 1)
    item = office.ids[f"item/{counter.item}"]
    body = {
        "TxnDate": office.today,
        "CustomerRef": ref(office.ids[f"client/{client.name}"]),
        "PaymentMethodRef": ref(office.ids["method/card"]),
        "DepositToAccountRef": ref(office.account(client.bank)),
        "Line": [sales_line(item, count * counter.cents, counter.text, quantity=count)],
    }
    receipt = office.make("SalesReceipt", body)
    if office.rng.random() < 0.15:
        office.plan(office.day + timedelta(days=9), partial(_refund, office, counter, receipt))


def _refund(office: Office, counter: Counter, receipt: Body) -> None:
    text, note = counter.refund
    lines = [sales_line(office.ids[f"item/{counter.item}"], counter.cents, text)]
    head = {key: receipt[key] for key in ("CustomerRef", "PaymentMethodRef", "DepositToAccountRef")}
    office.make("RefundReceipt", {"TxnDate": office.today, **head, "Line": lines, "PrivateNote": note})

"""A shop's days: its orders in one receipt a channel, the processor's deposits less fees, refunds, stock used up."""

from datetime import date, timedelta

from sandbox.books.money import amount, cents
from sandbox.generator.forms import Body, journal_line, ref, sales_line, tax_detail
from sandbox.generator.kind import Channel
from sandbox.generator.office import Office, working_day


def keep_shop(office: Office) -> None:
    """Orders of the day and of closed days before it, refunds, what the processors pay out, the month's stock."""
    for back in range((office.day - office.since).days - 1, -1, -1):
        for channel in office.kind.channels:
            _orders(office, channel, office.day - timedelta(days=back))
    for channel in office.kind.channels:
        _pay_out(office, channel)
    if office.day == working_day(office.day.replace(day=1)):
        _use_stock(office)


def _orders(office: Office, channel: Channel, day: date) -> None:
    """One receipt for a day's orders, a third more before Christmas and at weekends."""
    busy = 4 if day.month in (11, 12) or day.weekday() > 4 else 3
    count = office.rng.randrange(*channel.orders) * busy // 3
    item = office.rng.choice(channel.items)
    goods = sum(office.rng.randrange(*channel.prices) for _ in range(count))
    shipping = count * channel.shipping
    taxable = goods * channel.taxable_percent // 100
    lines = [
        sales_line(
            office.ids[f"item/{item}"], taxable, f"{channel.name}: {count} orders, taxed", taxable=True
        ),
        sales_line(office.ids[f"item/{item}"], goods - taxable, "Shipped to other states"),
        sales_line(office.ids["item/shipping"], shipping, "Shipping charged"),
    ]
    percent = office.kind.sales.tax_percent
    tax = int(taxable * percent / 100)
    body = {**_head(office, channel, day), "Line": lines, **tax_detail(tax, taxable, percent)}
    office.tally["sold"] += goods
    _wait(office, channel, "SalesReceipt", office.make("SalesReceipt", body))
    if office.rng.random() < channel.refund_chance:
        _refund(office, channel, day, item)


def _head(office: Office, channel: Channel, day: date) -> Body:
    return {
        "TxnDate": day.isoformat(),
        "CustomerRef": ref(office.ids[f"client/{channel.client}"]),
        "PaymentMethodRef": ref(office.ids["method/card"]),
        "DepositToAccountRef": ref(office.account("undeposited")),
    }


def _refund(office: Office, channel: Channel, day: date, item: str) -> None:
    whole = office.rng.randrange(*channel.prices)
    office.tally["sold"] -= whole
    lines = [sales_line(office.ids[f"item/{item}"], whole, "Sent back")]
    body = {**_head(office, channel, day), "Line": lines, "PrivateNote": "Retour · 返品"}
    _wait(office, channel, "RefundReceipt", office.make("RefundReceipt", body))


def _wait(office: Office, channel: Channel, entity: str, doc: Body) -> None:
    office.waiting[f"payout/{channel.name}"].append((entity, doc["Id"], doc["TxnDate"]))


def _pay_out(office: Office, channel: Channel) -> None:
    """What was sold some days ago arrives in one deposit, the processor's fees held back."""
    key, until = f"payout/{channel.name}", (office.day - timedelta(days=channel.payout_days)).isoformat()
    due = [item for item in office.waiting[key] if item[2] <= until]
    lines = [_gathered(office, entity, id) for entity, id, _ in due if office.owned(entity, id)]
    whole = sum(cents(line["Amount"]) for line in lines)
    fee = whole * channel.fee_permille // 1000 + 30 * len(due)
    if whole <= fee:
        return
    office.waiting[key] = [item for item in office.waiting[key] if item not in due]
    detail = {"AccountRef": ref(office.account("merchant_fees"))}
    lines.append({"Amount": amount(-fee), "DetailType": "DepositLineDetail", "DepositLineDetail": detail})
    bank, note = ref(office.account("checking")), f"{channel.name} payout"
    body = {"TxnDate": office.today, "DepositToAccountRef": bank, "PrivateNote": note, "Line": lines}
    office.make("Deposit", body)


def _gathered(office: Office, entity: str, id: str) -> Body:
    whole = cents(office.look(entity, id)["TotalAmt"]) * (-1 if entity == "RefundReceipt" else 1)
    return {"Amount": amount(whole), "LinkedTxn": [{"TxnId": id, "TxnType": entity, "TxnLineId": "0"}]}


def _use_stock(office: Office) -> None:
    """The month's cost of goods, as the stock count gives it."""
    whole = min(office.tally["sold"] * office.kind.cost_percent // 100, office.balance("inventory"))
    office.tally["sold"] = 0
    if whole > 0:
        lines = [
            journal_line(office.account("goods_cost"), whole, "Stock used"),
            journal_line(office.account("inventory"), -whole, "Stock used"),
        ]
        number = f"COGS-{office.day:%y%m}"
        office.make("JournalEntry", {"TxnDate": office.today, "DocNumber": number, "Line": lines})

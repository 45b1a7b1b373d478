"""How clients pay: each by its habit, into the bank or through Undeposited Funds, in part or in batches."""

from datetime import date, timedelta
from functools import partial

from sandbox.books.money import amount, cents
from sandbox.generator.forms import Body, applied, ref
from sandbox.generator.office import Office
from sandbox.generator.parties import Client

_STRAIGHT_TO_BANK = ("ach", "wire", "card")


def expect_payment(office: Office, client: Client, invoice: Body) -> None:
    """Plan when this invoice will be paid; nothing for one that the client forgets."""
    office.remember(f"client/{client.name}", invoice["Id"])
    if office.rng.random() < client.habit.forgets:
        return
    day = _pay_day(office, client, date.fromisoformat(invoice["DueDate"]))
    if client.habit.batch_days:
        _plan_batch(office, client, day)
    elif office.rng.random() < client.habit.partial:
        office.plan(day, partial(_pay, office, client, invoice["Id"], 50))
        office.plan(
            day + timedelta(days=office.rng.randrange(12, 34)),
            partial(_pay, office, client, invoice["Id"], 100),
        )
    else:
        office.plan(day, partial(_pay, office, client, invoice["Id"], 100))


def _pay_day(office: Office, client: Client, due: date) -> date:
    habit = client.habit
    day = due + timedelta(days=round(office.rng.gauss(habit.late_days, habit.spread)))
    if not habit.batch_days:
        return day
    while day.day not in habit.batch_days:
        day += timedelta(days=1)
    return day


def _plan_batch(office: Office, client: Client, day: date) -> None:
    key = f"batch/{client.name}/{day}"
    if key not in office.ids:
        office.ids[key] = ""
        office.plan(day, partial(_pay_batch, office, client, day))


def _pay(office: Office, client: Client, id: str, percent: int) -> None:
    left = office.owed("Invoice", id)
    whole = left * percent // 100
    if whole:
        _receive(office, client, [(id, whole)], whole)


def _pay_batch(office: Office, client: Client, day: date) -> None:
    """Everything of the client that is due by the batch day, in one payment."""
    found = open_invoices_of(office, client)
    wanted = [(id, whole) for id, whole in found if office.look("Invoice", id)["DueDate"] <= day.isoformat()]
    if wanted:
        _receive(office, client, wanted, sum(whole for _, whole in wanted))


def _receive(office: Office, client: Client, wanted: list[tuple[str, int]], whole: int) -> None:
    extra = 100 * office.rng.randrange(50, 400) if office.rng.random() < 0.012 else 0
    straight = client.method in _STRAIGHT_TO_BANK
    account = client.bank if straight else "undeposited"
    body = {
        "TxnDate": office.today,
        "CustomerRef": ref(office.ids[f"client/{client.name}"]),
        "TotalAmt": amount(whole + extra),
        "PaymentMethodRef": ref(office.ids[f"method/{client.method}"]),
        "PaymentRefNum": f"{client.method.upper()}-{office.rng.randrange(1000, 99999)}",
        "DepositToAccountRef": ref(office.account(account)),
        "Line": [applied(part, "Invoice", id) for id, part in wanted],
    }
    payment = office.make(
        "Payment", {**body, **({"PrivateNote": "Overpaid, kept on account"} if extra else {})}
    )
    if extra and office.rng.random() < 0.6:
        later = office.day + timedelta(days=office.rng.randrange(10, 40))
        office.plan(later, partial(use_rest, office, client, payment["Id"]))
    if not straight:
        office.ids[f"undeposited/{payment['Id']}"] = payment["Id"]


def open_invoices_of(office: Office, client: Client) -> list[tuple[str, int]]:
    """(id, open cents) of the client's open invoices, oldest first."""
    return office.still_open("Invoice", f"client/{client.name}")


def use_rest(office: Office, client: Client, id: str) -> None:
    """Put what is unapplied of a payment on the oldest invoice, by changing the payment."""
    payment, found = office.look("Payment", id), open_invoices_of(office, client)
    left = cents(payment["UnappliedAmt"])
    if found and left:
        invoice_id, owed = found[0]
        lines = [*payment["Line"], applied(min(left, owed), "Invoice", invoice_id)]
        if invoice_id not in {line["LinkedTxn"][0]["TxnId"] for line in payment["Line"]}:
            office.change("Payment", id, {"Line": lines})


def bank_checks(office: Office) -> None:
    """Tuesdays and Fridays: carry the checks to the bank in one deposit, now and then less a bank fee."""
    waiting = [key for key in office.ids if key.startswith("undeposited/")]
    if office.day.weekday() not in (1, 4) or not waiting:
        return
    found = [office.ids.pop(key) for key in waiting]
    lines = [_gathered(office, id) for id in found if office.owned("Payment", id)]
    if not lines:
        return
    if office.rng.random() < 0.15 and sum(cents(line["Amount"]) for line in lines) > 1_250:
        detail = {"AccountRef": ref(office.account("bank_fees"))}
        lines.append(
            {"Amount": amount(-1250), "DetailType": "DepositLineDetail", "DepositLineDetail": detail}
        )
    office.make(
        "Deposit",
        {"TxnDate": office.today, "DepositToAccountRef": ref(office.account("checking")), "Line": lines},
    )


def _gathered(office: Office, id: str) -> Body:
    payment = office.look("Payment", id)
    return {
        "Amount": payment["TotalAmt"],
        "LinkedTxn": [{"TxnId": id, "TxnType": "Payment", "TxnLineId": "0"}],
    }

"""What is paid for: bills and their payment, card charges, purchase orders."""

from datetime import date, timedelta
from functools import partial

from sandbox.books.money import amount, cents
from sandbox.generator.forms import Body, applied, expense_line, item_line, ref
from sandbox.generator.office import Office
from sandbox.generator.parties import Supplier


def spend(office: Office) -> None:
    """The purchases of one day and of the closed days before it."""
    for back in range((office.day - office.since).days - 1, -1, -1):
        day = office.day - timedelta(days=back)
        for supplier in office.kind.suppliers:
            if supplier.day == day.day or (not supplier.day and _bought(office, supplier)):
                _buy(office, supplier, day)
    if office.day.weekday() == 3:
        pay_bills(office)


def _bought(office: Office, supplier: Supplier) -> bool:
    return office.rng.random() < supplier.chance / 7


def _buy(office: Office, supplier: Supplier, day: date) -> None:
    whole = office.some(supplier, supplier.low, supplier.high)
    if supplier.card:
        _charge(office, supplier, whole, day)
    elif supplier.account in dict(office.kind.spending.ordered) and office.rng.random() < 0.3:
        _order(office, supplier, whole, day)
    else:
        _bill(office, supplier, whole, day)


def _charge(office: Office, supplier: Supplier, whole: int, day: date) -> None:
    office.make(
        "Purchase",
        {
            "TxnDate": day.isoformat(),
            "PaymentType": "CreditCard",
            "AccountRef": ref(office.account(supplier.card)),
            "EntityRef": {**ref(office.ids[f"vendor/{supplier.name}"]), "type": "Vendor"},
            "PrivateNote": f"{supplier.name.upper()[:20]} {office.kind.spending.place}",
            "Line": [
                expense_line(
                    office.account(supplier.account),
                    whole,
                    f"{supplier.name} charge",
                    class_id=office.ids[f"class/{office.kind.spending.class_other}"],
                )
            ],
        },
    )


def _bill(office: Office, supplier: Supplier, whole: int, day: date) -> None:
    bill = office.make("Bill", {**_head(office, supplier, day), "Line": _lines(office, supplier, whole, day)})
    office.remember("bills", bill["Id"])


def _head(office: Office, supplier: Supplier, day: date) -> Body:
    vendor = office.look("Vendor", office.ids[f"vendor/{supplier.name}"])
    return {
        "TxnDate": day.isoformat(),
        "DocNumber": f"{supplier.name[:2].upper()}-{office.rng.randrange(10000, 99999)}",
        "VendorRef": ref(vendor["Id"]),
        "VendorAddr": vendor["BillAddr"],
        "SalesTermRef": ref(office.ids[f"term/{supplier.term}"]),
        "DepartmentRef": ref(office.ids[f"department/{office.kind.spending.department}"]),
    }


def _lines(office: Office, supplier: Supplier, whole: int, day: date) -> list[Body]:
    account, text = office.account(supplier.account), f"{supplier.name}, {day:%B %Y}"
    own = office.kind.spending
    class_id = office.ids[f"class/{own.class_1099 if supplier.is_1099 else own.class_other}"]
    if whole < 150_000 or office.rng.random() < 0.4:
        return [expense_line(account, whole, text, class_id=class_id)]
    first = whole * office.rng.randrange(40, 75) // 100
    return [
        expense_line(account, first, text, class_id=class_id),
        expense_line(account, whole - first, "Second part as agreed by e-mail", class_id=class_id),
    ]


def _order(office: Office, supplier: Supplier, whole: int, day: date) -> None:
    quantity = office.rng.choice((1, 4, 10))
    item = office.ids[f"item/{dict(office.kind.spending.ordered)[supplier.account]}"]
    lines = [
        item_line(item, whole // quantity * quantity, f"Ordered from {supplier.name}", quantity=quantity)
    ]
    head = {key: value for key, value in _head(office, supplier, day).items() if key != "DepartmentRef"}
    order = office.make(
        "PurchaseOrder", {**head, "DocNumber": f"PO-{office.rng.randrange(1000, 9999)}", "Line": lines}
    )
    arrives = office.day + timedelta(days=office.rng.randrange(6, 30))
    if office.rng.random() < 0.9:
        office.plan(arrives, partial(_fulfil, office, supplier, order))


def _fulfil(office: Office, supplier: Supplier, order: Body) -> None:
    linked = [{"TxnId": order["Id"], "TxnType": "PurchaseOrder"}]
    lines = [
        {key: value for key, value in line.items() if key not in ("Id", "LineNum")} for line in order["Line"]
    ]
    bill = office.make("Bill", {**_head(office, supplier, office.day), "Line": lines, "LinkedTxn": linked})
    office.remember("bills", bill["Id"])


def pay_bills(office: Office) -> None:
    """Thursdays: pay what falls due within the week, some bills later than they should be, cash permitting."""
    soon = (office.day + timedelta(days=6)).isoformat()
    found = [office.look("Bill", id) for id, _ in office.still_open("Bill", "bills")]
    due = sorted((bill for bill in found if bill["DueDate"] <= soon), key=lambda bill: bill["DueDate"])
    banks = {bill["Id"]: _bank_of(office, bill) for bill in due}
    free = {bank: office.balance(bank) for bank in {"checking", *banks.values()}}
    free["checking"] -= office.kind.spending.keeps
    for bill in due:
        whole, bank = cents(bill["Balance"]), banks[bill["Id"]]
        if whole <= free[bank] and office.rng.random() < 0.6:
            free[bank] -= whole
            _pay_bill(office, bill, whole, bank)


def _bank_of(office: Office, bill: Body) -> str:
    """Where the vendor is paid from; what belongs to nobody known is paid from checking."""
    names = {office.ids[f"vendor/{supplier.name}"]: supplier.bank for supplier in office.kind.suppliers}
    return names.get(bill["VendorRef"]["value"], "checking")


def _pay_bill(office: Office, bill: Body, whole: int, bank: str) -> None:
    by_card = bank == "checking" and whole < 40_000 and office.rng.random() < 0.3
    way: Body = {
        "PayType": "Check",
        "CheckPayment": {"BankAccountRef": ref(office.account(bank)), "PrintStatus": "NotSet"},
    }
    if by_card:
        way = {
            "PayType": "CreditCard",
            "CreditCardPayment": {"CCAccountRef": ref(office.account(office.kind.spending.cards[0][0]))},
        }
    part = whole * 6 // 10 if bank == "checking" and whole > 400_000 and office.rng.random() < 0.06 else whole
    body = {
        "TxnDate": office.today,
        "DocNumber": str(office.rng.randrange(1000, 9999)),
        "VendorRef": ref(bill["VendorRef"]["value"]),
        "TotalAmt": amount(part),
        **way,
        "Line": [applied(part, "Bill", bill["Id"])],
    }
    office.make("BillPayment", body)
    if part == whole:
        office.paid_bills.append(bill["Id"])


def use_vendor_credit(office: Office, id: str) -> None:
    """Put a vendor's credit on its oldest open bill by a payment of zero."""
    credit, left = office.look("VendorCredit", id), office.owed("VendorCredit", id)
    vendor = credit["VendorRef"]["value"]
    for bill_id, owed in office.still_open("Bill", "bills"):
        if left and office.look("Bill", bill_id)["VendorRef"]["value"] == vendor:
            part = min(left, owed)
            way = {"PayType": "Check", "CheckPayment": {"BankAccountRef": ref(office.account("checking"))}}
            lines = [applied(part, "Bill", bill_id), applied(part, "VendorCredit", id)]
            body = {"TxnDate": office.today, "VendorRef": ref(vendor), "TotalAmt": 0, **way, "Line": lines}
            office.make("BillPayment", body)
            return

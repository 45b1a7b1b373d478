"""Slips of the keyboard that real books are full of: a bill entered twice, one paid twice, a vendor known twice."""

from datetime import timedelta
from functools import partial

from sandbox.books.money import amount, cents
from sandbox.generator.forms import Body, expense_line, ref
from sandbox.generator.office import Office
from sandbox.generator.parties import Supplier

_NEW_ID = ("Id", "SyncToken", "MetaData", "LinkedTxn", "Balance", "HomeBalance", "domain", "sparse")


def bill_entered_twice(office: Office) -> None:
    """The same paper from the same vendor, entered by two people; noticed and deleted only now and then."""
    found = office.still_open("Bill", "bills")
    if found:
        own = office.look("Bill", office.rng.choice(found)[0])
        lines = [
            {key: value for key, value in line.items() if key not in ("Id", "LineNum")}
            for line in own["Line"]
        ]
        again = {key: value for key, value in own.items() if key not in _NEW_ID}
        made = office.make("Bill", {**again, "Line": lines})
        if office.rng.random() < 0.3:
            office.plan(office.day + timedelta(days=20), partial(_delete, office, made["Id"]))


def _delete(office: Office, id: str) -> None:
    if not office.look("Bill", id).get("LinkedTxn"):
        office.delete("Bill", id)


def bill_paid_twice(office: Office) -> None:
    """The second check finds nothing open: it lies on the vendor's account unapplied."""
    paid = [id for id in office.paid_bills[-12:] if office.company.shelf.get("Bill", id)]
    if paid:
        bill = office.look("Bill", office.rng.choice(paid))
        way = {"PayType": "Check", "CheckPayment": {"BankAccountRef": ref(office.account("checking"))}}
        body: Body = {
            "TxnDate": office.today,
            "VendorRef": ref(bill["VendorRef"]["value"]),
            **way,
            "Line": [],
        }
        whole = cents(bill["TotalAmt"])
        if whole < office.balance("checking") // 4:
            note = f"Invoice {bill['DocNumber']}"
            office.make("BillPayment", {**body, "TotalAmt": amount(whole), "PrivateNote": note})


def vendor_known_twice(office: Office) -> None:
    """Someone does not find the vendor and enters it again, spelled a little differently, with a bill."""
    supplier = office.rng.choice(_sending_bills(office))
    name = _misspelled(supplier.name)
    key = f"vendor/{name}"
    if key not in office.ids:
        made = office.make("Vendor", {"DisplayName": name, "CompanyName": name})
        office.ids[key] = made["Id"]
    line = expense_line(
        office.account(supplier.account), supplier.low * 100, f"{supplier.name}, second entry"
    )
    number = f"{supplier.name[:2].upper()}-{office.rng.randrange(10000, 99999)}"
    body = {"TxnDate": office.today, "DocNumber": number, "VendorRef": ref(office.ids[key]), "Line": [line]}
    bill = office.make("Bill", body)
    office.remember("bills", bill["Id"])


def _sending_bills(office: Office) -> list[Supplier]:
    return [s for s in office.kind.suppliers if not s.card and s.currency == "USD" and s.high < 6_000]


def _misspelled(name: str) -> str:
    for right, wrong in (
        (" Inc.", " Inc"),
        (" LLC", " L.L.C."),
        (" Co.", " Company"),
        (" & ", " and "),
        ("-", " "),
    ):
        if right in name:
            return name.replace(right, wrong)
    return f"{name} Inc"


SLIPS = ((0.012, bill_entered_twice), (0.006, bill_paid_twice), (0.006, vendor_known_twice))

"""The documents of an import, built as the books would have completed them."""

from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from sandbox.books.money import amount, day_of, instant, later, stamp
from sandbox.generator.forms import Body, ref
from sandbox.generator.office import Office

_USD = {"value": "USD", "name": "United States Dollar"}
_WORK = (
    "Banner set",
    "Landing page",
    "Catalogue spread",
    "Photo licence",
    "Ad slot",
    "Proof copies",
    "Übersetzung",
    "編集",
)


class Moment(NamedTuple):
    """When a document was entered, its date and when it falls due."""

    created: int
    day: str
    due: str
    text: str


def moment(created: int, terms: int) -> Moment:
    """Entered at epoch seconds, due `terms` days after."""
    day = _day(created // 3600)
    return Moment(created, day, _later(day, terms), stamp(created))


@lru_cache(maxsize=4096)
def _day(hour: int) -> str:
    return day_of(instant(hour * 3600))


@lru_cache(maxsize=65536)
def _later(day: str, days: int) -> str:
    return later(day, days)


def _start(id: str, moment: Moment) -> Body:
    return {
        "domain": "QBO",
        "sparse": False,
        "Id": id,
        "SyncToken": "0",
        "MetaData": {"CreateTime": moment.text, "LastUpdatedTime": moment.text},
        "TxnDate": moment.day,
        "CurrencyRef": _USD,
    }


def _named(office: Office, entity: str, key: str) -> Body:
    """A reference with its name, as the books write it."""
    doc = office.look(entity, office.ids[key])
    return {"value": doc["Id"], "name": doc.get("FullyQualifiedName") or doc["Name"]}


@lru_cache(maxsize=4096)
def _address(party: tuple[str, str]) -> Body:
    code = crc32(party[1].encode()) % 9000
    return {
        "Id": party[0],
        "Line1": party[1],
        "Line2": f"{code} Pacific Avenue South, Building C",
        "City": "Tacoma",
        "CountrySubDivisionCode": "WA",
        "PostalCode": "98402",
    }


def bill(office: Office, id: str, party: tuple[str, str], whole: int, moment: Moment) -> Body:
    """An open bill of two expense lines."""
    first = whole * 3 // 5
    return {
        **_start(id, moment),
        "DocNumber": f"IM-{id}",
        "PrivateNote": f"Imported from the old system, batch {moment.day[:7]}",
        "DepartmentRef": _named(office, "Department", f"department/{office.kind.imports.department}"),
        "Line": [
            _expense(office, "1", office.kind.imports.accounts[0], first, id),
            _expense(office, "2", office.kind.imports.accounts[1], whole - first, id),
        ],
        "VendorRef": {"value": party[0], "name": party[1]},
        "VendorAddr": _address(party),
        "APAccountRef": {"value": office.ids["account/ap"], "name": "Accounts Payable (A/P)"},
        "SalesTermRef": {"value": office.ids["term/net30"], "name": "Net 30"},
        "DueDate": moment.due,
        "TotalAmt": amount(whole),
        "Balance": amount(whole),
    }


def _expense(office: Office, line: str, account: str, whole: int, id: str) -> Body:
    return {
        "Id": line,
        "LineNum": int(line),
        "Description": f"{_WORK[(int(id) + int(line)) % 8]}, job {id} as quoted",
        "Amount": amount(whole),
        "DetailType": "AccountBasedExpenseLineDetail",
        "AccountBasedExpenseLineDetail": {
            "AccountRef": _named(office, "Account", f"account/{account}"),
            "ClassRef": _named(office, "Class", f"class/{office.kind.imports.group}"),
            "BillableStatus": "NotBillable",
            "TaxCodeRef": {"value": "NON"},
        },
    }


def invoice(office: Office, id: str, party: tuple[str, str], whole: int, moment: Moment) -> Body:
    """An open invoice of one sales line."""
    address = _address(party)
    return {
        "AllowIPNPayment": False,
        "AllowOnlinePayment": False,
        "AllowOnlineCreditCardPayment": False,
        "AllowOnlineACHPayment": True,
        **_start(id, moment),
        "DocNumber": f"I{id}",
        "LinkedTxn": [],
        "Line": [
            _sale(office, whole, id),
            {"Amount": amount(whole), "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}},
        ],
        "TxnTaxDetail": {"TotalTax": 0},
        "CustomerRef": {"value": party[0], "name": party[1]},
        "CustomerMemo": {"value": office.kind.sales.memo},
        "BillAddr": address,
        "ShipAddr": address,
        "SalesTermRef": {"value": office.ids["term/net30"], "name": "Net 30"},
        "DueDate": moment.due,
        "TotalAmt": amount(whole),
        "ApplyTaxAfterDiscount": False,
        "PrintStatus": "NotSet",
        "EmailStatus": "EmailSent",
        "BillEmail": {"Address": f"accounts{party[0]}@import.example"},
        "Balance": amount(whole),
    }


def _sale(office: Office, whole: int, id: str) -> Body:
    return {
        "Id": "1",
        "LineNum": 1,
        "Description": f"{_WORK[int(id) % 8]}, job {id} as quoted",
        "Amount": amount(whole),
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {
            "ItemRef": _named(office, "Item", f"item/{office.kind.imports.item}"),
            "UnitPrice": amount(whole),
            "Qty": 1,
            "TaxCodeRef": {"value": "NON"},
        },
    }


def settlement(office: Office, id: str, entity: str, doc: Body, moment: Moment) -> tuple[str, Body]:
    """(entity, document) of the payment that settles a bill or invoice whole; the link is shown on both."""
    payer, link_type, own = _PAYERS[entity](office, doc)
    line = {"Amount": doc["TotalAmt"], "LinkedTxn": [{"TxnId": doc["Id"], "TxnType": entity}]}
    payment = {**_start(id, moment), **own, "TotalAmt": doc["TotalAmt"], "Line": [line]}
    doc.update({"Balance": 0, "SyncToken": "1", "LinkedTxn": [{"TxnId": id, "TxnType": link_type}]})
    return payer, payment


def _by_check(office: Office, doc: Body) -> tuple[str, str, Body]:
    bank = {"BankAccountRef": ref(office.ids["account/checking"]), "PrintStatus": "NotSet"}
    return (
        "BillPayment",
        "BillPaymentCheck",
        {"VendorRef": doc["VendorRef"], "PayType": "Check", "CheckPayment": bank},
    )


def _received(office: Office, doc: Body) -> tuple[str, str, Body]:
    own = {
        "DepositToAccountRef": ref(office.ids["account/checking"]),
        "UnappliedAmt": 0,
        "ProcessPayment": False,
    }
    return "Payment", "Payment", {"CustomerRef": doc["CustomerRef"], **own}


_PAYERS = {"Bill": _by_check, "Invoice": _received}

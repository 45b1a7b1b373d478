"""What follows from a document: ledger lines, balances, open amounts, and links shown on both ends.

Open amounts and balances are computed from ledger lines and applications only (API_FACTS 9.5, 13 item 11).
"""

from collections import Counter

from sandbox.books.currency import home_share, in_home, show_home_balance, show_home_total
from sandbox.books.documents import KINDS
from sandbox.books.documents.kind import Entry, Kind, Link, value_of
from sandbox.books.documents.payments import Settlement
from sandbox.books.money import amount, cents
from sandbox.books.shelf import Doc, Shelf
from sandbox.books.tables import Application
from sandbox.faults import business, invalid_reference
from sandbox.store import Posting

_CLOSED = {"Estimate": ("TxnStatus", "Closed", "Accepted"), "PurchaseOrder": ("POStatus", "Closed", "Open")}


def settle(shelf: Shelf, kind: Kind, before: Doc | None, after: Doc | None, at: int) -> None:
    """Bring ledger, links and balances from the old document to the new one; None: not there before, or gone."""
    doc = after or before
    assert doc is not None
    if before is not None and after is not None:
        _check_same_party(shelf, kind, before, after)
    if isinstance(kind, Settlement):  # what a foreign payment posts depends on what it settles
        _relink(shelf, kind, before, after, at)
        _post(shelf, kind, doc, kind.entries(after, shelf) if after else [], before is not None, at)
    else:
        _post(shelf, kind, doc, kind.entries(after, shelf) if after else [], before is not None, at)
        _relink(shelf, kind, before, after, at)
    if after is not None:
        show_home_total(shelf, kind, after)
        if before is not None and shelf.multicurrency:
            _share_anew(shelf, kind, after, at)
        write_open_amount(shelf, kind, after, fresh=before is None)
        if before is not None and before.get("TxnDate") != after.get("TxnDate"):
            _redate(shelf, kind, after)


def _check_same_party(shelf: Shelf, kind: Kind, before: Doc, after: Doc) -> None:
    """What a payment settles belongs to one party; another cannot take it over while the link stands."""
    moved = any(value_of(before, key) != value_of(after, key) for key in ("CustomerRef", "VendorRef"))
    if moved and shelf.tables.applied_to(kind.entity, after["Id"]):
        raise business("A transaction that is linked to a payment must keep its customer or vendor.")


def _post(shelf: Shelf, kind: Kind, doc: Doc, entries: list[Entry], replaces: bool, at: int) -> None:
    entity, id, day = kind.entity, doc["Id"], doc.get("TxnDate", "")
    if not entries and not replaces and not isinstance(kind, Settlement):
        return
    found = in_home(shelf, kind, doc, entries, _shares(shelf, kind, doc))
    rows = [
        Posting(number, day, line.entry.account_id, line.home, *line.entry[2:], line.foreign)
        for number, line in enumerate(found, 1)
    ]
    assert sum(row.cents for row in rows) == 0, f"{entity} {id} does not balance: {rows}"
    gone = shelf.postings(entity, id) if replaces else []
    if replaces:
        shelf.store.replace_postings(shelf.realm, entity, id, rows)
    else:
        shelf.store.replace_postings(shelf.realm, entity, id, rows, fresh=True)
    _move_balances(shelf, gone, rows, at)


def post_alone(shelf: Shelf, entity: str, id: str, day: str, entries: list[Entry], at: int) -> None:
    """Post home-currency lines that belong to no object."""
    rows = [Posting(number, day, e.account_id, e.cents) for number, e in enumerate(entries, 1)]
    assert sum(row.cents for row in rows) == 0, f"{entity} {id} does not balance: {rows}"
    shelf.store.replace_postings(shelf.realm, entity, id, rows, fresh=True)
    _move_balances(shelf, [], rows, at)


def _move_balances(shelf: Shelf, gone: list[Posting], rows: list[Posting], at: int) -> None:
    accounts: Counter[str] = Counter()
    parties: Counter[tuple[str, str]] = Counter()
    for sign, found in ((-1, gone), (1, rows)):
        for row in found:
            accounts[row.account_id] += sign * row.own_cents
            if row.party_id:
                parties[row.party_type, row.party_id] += sign * row.own_cents
    for account_id, change in accounts.items():
        if change:
            move_account(shelf, account_id, change, at)
    for (entity, id), change in parties.items():
        if change:
            move_party(shelf, entity, id, change, at)


def shown_sign(account: Doc) -> int:
    """+1 where CurrentBalance shows debits as positive; cards and equity show credits as positive, other liabilities
    show what is owed as negative (as recorded answers do)."""
    return -1 if account["AccountType"] in ("Credit Card", "Equity") else 1


def move_account(shelf: Shelf, account_id: str, change: int, at: int) -> None:
    """Add cents (debit positive) to a balance-sheet account and to its parents' roll-ups; P&L accounts stay 0."""
    account = shelf.get("Account", account_id)
    assert account is not None, f"no account {account_id}"
    if account["Classification"] in ("Revenue", "Expense"):
        return
    shown = change * shown_sign(account)
    _add(account, "CurrentBalance", shown)
    while account is not None:
        _add(account, "CurrentBalanceWithSubAccounts", shown)
        shelf.write("Account", account, at)
        account = shelf.get("Account", account["ParentRef"]["value"]) if account.get("ParentRef") else None


def move_party(shelf: Shelf, entity: str, id: str, change: int, at: int) -> None:
    """Add cents (debit positive) to what a customer owes, or take them from what a vendor is owed."""
    party = shelf.get(entity, id)
    assert party is not None, f"no {entity} {id}"
    shown = change if entity == "Customer" else -change
    _add(party, "Balance", shown)
    while party is not None:
        if entity == "Customer":
            _add(party, "BalanceWithJobs", shown)
        shelf.write(entity, party, at)
        party = shelf.get(entity, party["ParentRef"]["value"]) if party.get("ParentRef") else None


def _add(doc: Doc, key: str, change: int) -> None:
    doc[key] = amount(cents(doc.get(key)) + change)


def _relink(shelf: Shelf, kind: Kind, before: Doc | None, after: Doc | None, at: int) -> None:
    gone = kind.links(before) if before else []
    wanted = kind.links(after) if after else []
    if isinstance(kind, Settlement):
        _reapply(shelf, kind, before, after, wanted, at)
        return
    source = after or before
    assert source is not None
    for link in gone:
        if link not in wanted:
            _unmirror(shelf, kind, source, link, at)
    for link in wanted:
        if link not in gone:
            _mirror(shelf, kind, source, link, at)


def _reapply(
    shelf: Shelf, kind: Settlement, before: Doc | None, after: Doc | None, wanted: list[Link], at: int
) -> None:
    source = after or before
    assert source is not None
    gone = shelf.tables.applied_from(kind.entity, source["Id"]) if before else []
    if gone:
        shelf.tables.drop_from(kind.entity, source["Id"])
    if len({(link.entity, link.id) for link in wanted}) != len(wanted):
        raise business("A transaction can be linked only once in the same payment.")
    found = [_application(shelf, kind, source, link) for link in wanted]
    shelf.tables.add(found)
    now = {(a.to_entity, a.to_id): a.cents for a in found}
    was = {(a.to_entity, a.to_id): a.cents for a in gone}
    for key in {**was, **now}:
        if now.get(key) != was.get(key):
            _touch_target(shelf, kind, source, key, key in now, at)


def _application(shelf: Shelf, kind: Settlement, source: Doc, link: Link) -> Application:
    party_type, party_id = kind.party(source)
    target = shelf.get(link.entity, link.id) if link.entity in KINDS else None
    if target is None:
        raise invalid_reference("LinkedTxn", link.id)
    own = [
        p
        for p in shelf.postings(link.entity, link.id)
        if (p.party_type, p.party_id) == (party_type, party_id)
    ]
    applied, applied_home = shelf.tables.applied_sums(link.entity, link.id)
    left = sum(p.own_cents for p in own) - applied
    if link.cents > abs(left):
        raise business(f"The amount applied to {link.entity} {link.id} exceeds what is open on it.")
    signed = link.cents if left > 0 else -link.cents
    day = max(source["TxnDate"], target["TxnDate"])
    home = home_share(left, sum(p.cents for p in own) - applied_home, signed) if shelf.multicurrency else None
    return Application(kind.entity, source["Id"], link.entity, link.id, party_id, signed, day, home)


def _touch_target(
    shelf: Shelf, kind: Kind, source: Doc, key: tuple[str, str], present: bool, at: int
) -> None:
    target = shelf.get(*key)
    if target is None:
        return
    _show_link(target, source["Id"], kind.link_type(source, key[0]), present)
    write_open_amount(shelf, KINDS[key[0]], target)
    shelf.write(key[0], target, at, token=shelf.switch("application_moves_sync_token"))


def write_open_amount(shelf: Shelf, kind: Kind, doc: Doc, *, fresh: bool = False) -> None:
    """Recompute Balance, RemainingCredit or UnappliedAmt; fault 6000 when more is applied than there is."""
    if isinstance(kind, Settlement):
        kind.balance(doc, _left_of_payment(shelf, kind, doc))
        return
    applied, applied_home = (0, 0) if fresh else shelf.tables.applied_sums(kind.entity, doc["Id"])
    if applied or kind.has_balance:
        own = [p for p in shelf.postings(kind.entity, doc["Id"]) if p.party_id]
        owed = sum(p.own_cents for p in own)
        if applied and (abs(applied) > abs(owed) or (applied > 0) != (owed > 0)):
            raise business("More has been applied to this transaction than its new amount.")
        kind.balance(doc, abs(owed - applied))
        show_home_balance(shelf, kind, doc, sum(p.cents for p in own) - applied_home)


def _shares(shelf: Shelf, kind: Kind, doc: Doc) -> list[Application]:
    if not shelf.multicurrency or not isinstance(kind, Settlement):
        return []
    return shelf.tables.applied_from(kind.entity, doc["Id"])


def _share_anew(shelf: Shelf, kind: Kind, doc: Doc, at: int) -> None:
    """A document that changed may have come in for another amount at home; its payments follow."""
    found = shelf.tables.applied_to(kind.entity, doc["Id"]) if not isinstance(kind, Settlement) else []
    own = [p for p in shelf.postings(kind.entity, doc["Id"]) if p.party_id]
    left, home_left = sum(p.own_cents for p in own), sum(p.cents for p in own)
    for a in found:
        share = home_share(left, home_left, a.cents)
        left, home_left = left - a.cents, home_left - share
        if share != a.home:
            shelf.tables.revalue(a, share)
            payer, payment = KINDS[a.from_entity], shelf.get(a.from_entity, a.from_id)
            assert payment is not None
            _post(shelf, payer, payment, payer.entries(payment, shelf), True, at)


def _left_of_payment(shelf: Shelf, kind: Settlement, doc: Doc) -> int:
    used = sum(a.cents for a in shelf.tables.applied_from(kind.entity, doc["Id"])) if doc["Line"] else 0
    left = cents(doc["TotalAmt"]) - (used if kind.party_type == "Customer" else -used)
    if left < 0:
        raise business("The amount received is less than the amounts applied.")
    return left


def _redate(shelf: Shelf, kind: Kind, doc: Doc) -> None:
    """An application counts from the later of its two dates; follow a document that moved."""
    found = shelf.tables.applied_to(kind.entity, doc["Id"])
    for a in found:
        other = shelf.get(a.from_entity, a.from_id) or {}
        day = max(doc["TxnDate"], other.get("TxnDate", ""))
        sql = """UPDATE application SET on_day = ? WHERE realm = ? AND from_entity = ? AND from_id = ?
                 AND to_entity = ? AND to_id = ?"""
        shelf.store.rows(sql, day, shelf.realm, a.from_entity, a.from_id, a.to_entity, a.to_id)


def _mirror(shelf: Shelf, kind: Kind, source: Doc, link: Link, at: int) -> None:
    target = shelf.get(link.entity, link.id)
    if target is None:
        raise invalid_reference("LinkedTxn", link.id)
    if link.relation == "deposits" and any(
        item["TxnType"] == "Deposit" for item in target.get("LinkedTxn", [])
    ):
        raise business("The linked transaction has already been deposited.")
    _show(shelf, kind, source, link, target, at, present=True)


def _unmirror(shelf: Shelf, kind: Kind, source: Doc, link: Link, at: int) -> None:
    target = shelf.get(link.entity, link.id)
    if target is not None:
        _show(shelf, kind, source, link, target, at, present=False)


def _show(shelf: Shelf, kind: Kind, source: Doc, link: Link, target: Doc, at: int, *, present: bool) -> None:
    _show_link(target, source["Id"], kind.link_type(source, link.entity), present)
    if link.relation == "closes":
        field, closed, reopened = _CLOSED[link.entity]
        target[field] = closed if present else reopened
    shelf.write(link.entity, target, at)


def _show_link(target: Doc, id: str, link_type: str, present: bool) -> None:
    others = [
        item for item in target.get("LinkedTxn", []) if (item["TxnId"], item["TxnType"]) != (id, link_type)
    ]
    target["LinkedTxn"] = [*others, {"TxnId": id, "TxnType": link_type}] if present else others

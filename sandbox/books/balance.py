"""The proof that the books agree with themselves: ledger, account and party balances, open amounts."""

from collections.abc import Iterator

from sandbox.store import Store

_OPEN_FIELD = {
    "Invoice": "Balance",
    "CreditMemo": "RemainingCredit",
    "Bill": "Balance",
    "VendorCredit": "Balance",
    "Payment": "UnappliedAmt",
}
_OWN = "COALESCE(foreign_cents, cents)"
_LIVE = "o.realm = ?1 AND o.deleted = 0"
_CENTS = "CAST(ROUND(COALESCE(json_extract(o.body, '$.{0}'), 0) * 100) AS INTEGER)"


def check_books(store: Store, realm: str) -> None:
    """AssertionError naming the first disagreements; silent when everything agrees to the cent."""
    wrong = [
        *_unbalanced(store, realm),
        *_accounts(store, realm),
        *_parties(store, realm),
        *_open(store, realm),
    ]
    assert not wrong, f"the books of {realm} disagree in {len(wrong)} places: {wrong[:5]}"


def _unbalanced(store: Store, realm: str) -> Iterator[str]:
    sql = """SELECT entity, txn_id, SUM(cents) FROM posting WHERE realm = ?
             GROUP BY entity, txn_id HAVING SUM(cents) <> 0"""
    return (f"{entity} {id} is {off} cents out" for entity, id, off in store.rows(sql, realm))


def _accounts(store: Store, realm: str) -> Iterator[str]:
    sql = f"""WITH ledger AS (SELECT account_id, SUM({_OWN}) AS cents FROM posting
            WHERE realm = ?1 GROUP BY account_id)
        SELECT o.id, {_CENTS.format("CurrentBalance")} AS shown,
          COALESCE(l.cents, 0) * CASE WHEN json_extract(o.body, '$.Classification') IN ('Revenue', 'Expense') THEN 0
            WHEN json_extract(o.body, '$.AccountType') IN ('Credit Card', 'Equity') THEN -1 ELSE 1 END AS due
        FROM object o LEFT JOIN ledger l ON l.account_id = o.id
        WHERE {_LIVE} AND o.entity = 'Account' AND shown <> due"""
    return (f"Account {id} shows {shown}, ledger {due}" for id, shown, due in store.rows(sql, realm))


def _parties(store: Store, realm: str) -> Iterator[str]:
    sql = f"""WITH ledger AS (SELECT party_type, party_id, SUM({_OWN}) AS cents FROM posting
            WHERE realm = ?1 AND party_id <> '' GROUP BY party_type, party_id)
        SELECT o.entity, o.id, {_CENTS.format("Balance")} AS shown,
          COALESCE(l.cents, 0) * CASE o.entity WHEN 'Vendor' THEN -1 ELSE 1 END AS due
        FROM object o LEFT JOIN ledger l ON l.party_type = o.entity AND l.party_id = o.id
        WHERE {_LIVE} AND o.entity IN ('Customer', 'Vendor') AND shown <> due"""
    return (f"{entity} {id} shows {shown}, ledger {due}" for entity, id, shown, due in store.rows(sql, realm))


def _open(store: Store, realm: str) -> Iterator[str]:
    for entity, field in _OPEN_FIELD.items():
        side, sign = ("from", "+") if entity == "Payment" else ("to", "-")
        sql = f"""WITH ledger AS (SELECT txn_id, SUM({_OWN}) AS cents, SUM(cents) AS home FROM posting
                WHERE realm = ?1 AND entity = ?2 AND party_id <> '' GROUP BY txn_id),
              applied AS (SELECT {side}_id AS id, SUM(cents) AS cents,
                SUM(COALESCE(home_cents, cents)) AS home FROM application
                WHERE realm = ?1 AND {side}_entity = ?2 GROUP BY {side}_id)
            SELECT o.id, {_CENTS.format(field)} AS shown,
              ABS(COALESCE(l.cents, 0) {sign} COALESCE(a.cents, 0)) AS due,
              ABS(COALESCE(l.home, 0) {sign} COALESCE(a.home, 0)) AS left_home,
              CAST(ROUND(json_extract(o.body, '$.HomeBalance') * 100) AS INTEGER) AS stated
            FROM object o LEFT JOIN ledger l ON l.txn_id = o.id LEFT JOIN applied a ON a.id = o.id
            WHERE {_LIVE} AND o.entity = ?2 AND (shown <> due
              OR (stated IS NOT NULL AND stated <> left_home) OR (shown = 0 AND left_home <> 0))"""
        yield from (
            f"{entity} {id} shows {shown} open, ledger {due}"
            for id, shown, due, *_ in store.rows(sql, realm, entity)
        )

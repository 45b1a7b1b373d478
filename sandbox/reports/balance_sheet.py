"""What the company owns and owes at the end of a day, from ledger lines alone (API_FACTS 10.4)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.books.money import day_of, epoch_of, stamp
from sandbox.reports.cells import money_or_zero, option, refuse_cash_basis
from sandbox.reports.period import period_of
from sandbox.store import Store

_LEDGER = """
SELECT o.id, json_extract(o.body, '$.Name'), json_extract(o.body, '$.AccountType'),
       json_extract(o.body, '$.AccountSubType'),
       COALESCE(json_extract(o.body, '$.ParentRef.value'), ''), COALESCE(SUM(p.cents), 0)
FROM object o LEFT JOIN posting p ON p.realm = o.realm AND p.account_id = o.id AND p.on_day <= ?2
WHERE o.realm = ?1 AND o.entity = 'Account' AND o.deleted = 0 GROUP BY o.id ORDER BY 2
"""
_EARNED = """
SELECT COALESCE(SUM(p.cents), 0)
FROM posting p JOIN object o ON o.realm = p.realm AND o.entity = 'Account' AND o.id = p.account_id
WHERE p.realm = ? AND p.on_day >= ? AND p.on_day <= ?
  AND json_extract(o.body, '$.Classification') IN ('Revenue', 'Expense')
"""


@dataclass
class Node:
    """A section of the sheet: a title, a group name and what stands in it; `cents` in the sign it is shown."""

    title: str
    group: str = ""
    account_id: str = ""
    own: int | None = None
    inner: list["Node"] = field(default_factory=list)

    @property
    def cents(self) -> int:
        """Own amount and everything inside."""
        return (self.own or 0) + sum(node.cents for node in self.inner)


# title, group, then the account types in it with the sign that makes them positive
_ASSETS = (
    ("Bank Accounts", "BankAccounts", "Bank"),
    ("Accounts Receivable", "AR", "Accounts Receivable"),
    ("Other Current Assets", "OtherCurrentAssets", "Other Current Asset"),
)
_LIABILITIES = (
    ("Accounts Payable", "AP", "Accounts Payable"),
    ("Credit Cards", "CreditCards", "Credit Card"),
    ("Other Current Liabilities", "OtherCurrentLiabilities", "Other Current Liability"),
)


def balance_sheet(store: Store, realm: str, params: dict[str, str], at: datetime) -> dict[str, Any]:
    """The balance sheet as of end_date; start_date alone or end_date alone means the fiscal year to date (10.2)."""
    refuse_cash_basis(params)
    period = period_of(params, day_of(at))
    accounts = list(store.rows(_LEDGER, realm, period.end))
    earned = _earnings(store, realm, period.end)
    top = [_assets(accounts), _liabilities_and_equity(accounts, earned)]
    empty = not any(whole for *_, whole in accounts)
    header = {
        "Time": stamp(epoch_of(at)),
        "ReportName": "BalanceSheet",
        **({"DateMacro": period.macro.lower()} if period.macro else {}),
        "ReportBasis": "Accrual",
        "StartPeriod": period.start,
        "EndPeriod": period.end,
        "SummarizeColumnsBy": "Total",
        "Currency": "USD",
        "Option": [option("AccountingStandard", "GAAP"), option("NoReportData", str(empty).lower())],
    }
    return {"Header": header, "Columns": _columns(), "Rows": {"Row": [_section(node) for node in top]}}


def _earnings(store: Store, realm: str, end: str) -> tuple[int, int]:
    """(profit of earlier years, profit of this fiscal year), in cents, credits positive."""
    year = f"{end[:4]}-01-01"
    whole, this_year = (-next(iter(store.rows(_EARNED, realm, start, end)))[0] for start in ("0000", year))
    return whole - this_year, this_year


def _assets(accounts: list[tuple[Any, ...]]) -> Node:
    current = Node("Current Assets", "CurrentAssets", inner=_groups(_ASSETS, accounts, 1))
    fixed = _group("Fixed Assets", "FixedAssets", "Fixed Asset", accounts, 1)
    other = _group("Other Assets", "OtherAssets", "Other Asset", accounts, 1)
    return Node("Assets", "TotalAssets", inner=_filled([current, fixed, other]))


def _liabilities_and_equity(accounts: list[tuple[Any, ...]], earned: tuple[int, int]) -> Node:
    current = Node("Current Liabilities", "CurrentLiabilities", inner=_groups(_LIABILITIES, accounts, -1))
    long_term = _group("Long-Term Liabilities", "LongTermLiabilities", "Long Term Liability", accounts, -1)
    liabilities = Node("Liabilities", "Liabilities", inner=_filled([current, long_term]))
    equity = _group("Equity", "Equity", "Equity", accounts, -1, closed=earned[0])
    if earned[0] and not any(subtype == "RetainedEarnings" for _, _, _, subtype, _, _ in accounts):
        equity.inner.append(Node("Retained Earnings", own=earned[0]))
    equity.inner.append(Node("Net Income", "NetIncome", own=earned[1]))
    return Node(
        "Liabilities and Equity", "TotalLiabilitiesAndEquity", inner=[*_filled([liabilities]), equity]
    )


def _groups(
    table: tuple[tuple[str, str, str], ...], accounts: list[tuple[Any, ...]], sign: int
) -> list[Node]:
    return _filled([_group(*row, accounts, sign) for row in table])


def _filled(nodes: list[Node]) -> list[Node]:
    return [node for node in nodes if node.inner]


def _group(
    title: str, group: str, account_type: str, accounts: list[tuple[Any, ...]], sign: int, *, closed: int = 0
) -> Node:
    """The accounts of one type, children under parents; `closed` is earlier profit, shown as retained earnings."""
    nodes, parents = {}, {}
    for id, name, kind, subtype, parent, whole in accounts:
        if kind == account_type:
            kept = closed if subtype == "RetainedEarnings" else 0
            nodes[id], parents[id] = Node(name, account_id=id, own=sign * whole + kept), parent
    for id, node in nodes.items():
        if parents[id] in nodes:
            nodes[parents[id]].inner.append(node)
    tops = [node for id, node in nodes.items() if parents[id] not in nodes]
    return Node(title, group, inner=[node for node in tops if _shown(node)])


def _shown(node: Node) -> bool:
    node.inner = [inner for inner in node.inner if _shown(inner)]
    return bool(node.own or node.inner)


def _section(node: Node) -> dict[str, Any]:
    named = {"value": node.title, **({"id": node.account_id} if node.account_id else {})}
    grouped = {"group": node.group} if node.group else {}
    if node.own is not None and not node.inner:
        return {"ColData": [named, {"value": money_or_zero(node.cents)}], "type": "Data", **grouped}
    head = {"value": money_or_zero(node.own) if node.own else ""}
    return {
        "Header": {"ColData": [named, head]},
        "Rows": {"Row": [_section(inner) for inner in node.inner]},
        "Summary": {"ColData": [{"value": f"Total {node.title}"}, {"value": money_or_zero(node.cents)}]},
        "type": "Section",
        **grouped,
    }


def _columns() -> dict[str, Any]:
    titles = (("", "Account", "account"), ("Total", "Money", "total"))
    return {
        "Column": [
            {"ColTitle": title, "ColType": kind, "MetaData": [{"Name": "ColKey", "Value": key}]}
            for title, kind, key in titles
        ]
    }

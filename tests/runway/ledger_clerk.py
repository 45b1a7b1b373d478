"""Enters what a company's own life seldom brings: every edge of a window or bucket, every odd document."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sandbox.books.company import Company
from sandbox.generator.forms import applied, expense_line, journal_line, ref, sales_line
from sandbox.store import Store

BUCKET_EDGES = (-92, -84, -20, -14, -13, -1, 0, 1, 30, 31, 60, 61, 90, 91)
WINDOW_EDGES = (0, 1, 84, 91, 92)
HOME = "USD"


@dataclass
class Clerk:
    """Enters what is out of the ordinary around one day."""

    company: Company
    day: date
    history: int

    def enter_all(self, loans: tuple[tuple[int, int], ...]) -> None:
        """All of it."""
        self._documents_at_every_edge()
        self._money_at_every_edge()
        self._money_that_is_not_cash()
        self._sold_at_once()
        self._control_accounts()
        self._dated_ahead()
        self._without_due_date()
        for days_ago, cents in loans:
            self._loan(days_ago, cents)

    def _loan(self, days_ago: int, cents: int) -> None:
        """A week that stands out."""
        bank, loan = self.id("Account", "Operating Checking"), self.id("Account", "Equipment Loan")
        self.make(
            "JournalEntry",
            days_ago,
            Line=[journal_line(bank, cents, "Loan"), journal_line(loan, -cents, "Loan")],
        )

    def _documents_at_every_edge(self) -> None:
        for number, late in enumerate(BUCKET_EDGES):
            due = {"DueDate": self.on(late)}
            self._invoice(100, 10_000 + number, **due)
            self._bill(100, 20_000 + number, **due)

    def _money_at_every_edge(self) -> None:
        for number, ago in enumerate(ago for ago in WINDOW_EDGES if ago < self.history):
            self._cheque(ago, [expense_line(self.id("Account", "Rent"), 70_000 + number, "Rent")])

    def _money_that_is_not_cash(self) -> None:
        """To a trust account, between own accounts, and both at once in one journal entry with a fee."""
        trust = self.make("Account", None, Name="Clients", AccountType="Bank", AccountSubType="TrustAccounts")
        checking, savings = self.id("Account", "Operating Checking"), self.id("Account", sub_type="Savings")
        ends = {"FromAccountRef": ref(checking), "ToAccountRef": ref(trust["Id"])}
        self.make("Transfer", 10, Amount=1500, **ends)
        self.make("Transfer", 11, Amount=4000, **(ends | {"ToAccountRef": ref(savings)}))
        parts = [(savings, 30_000), (self.id("Account", "Bank Charges"), 5_000), (checking, -35_000)]
        self.make(
            "JournalEntry", 12, Line=[journal_line(account, cents, "Moved") for account, cents in parts]
        )

    def _sold_at_once(self) -> None:
        """Paid into the bank on the spot, and given back in part from it."""
        bank = {"DepositToAccountRef": ref(self.id("Account", "Operating Checking"))}
        customer = {"CustomerRef": ref(self.id("Customer"))}
        for entity, ago, cents in (("SalesReceipt", 18, 81_200), ("RefundReceipt", 16, 23_400)):
            line = sales_line(self.id("Item", type="Service"), cents, "Work")
            self.make(entity, ago, Line=[line], **customer, **bank)

    def _control_accounts(self) -> None:
        """A journal entry, a refund that is deposited and a cheque on payables; a bill that is paid too much."""
        payables, charges = self.id("Account", "Accounts Payable (A/P)"), self.id("Account", "Bank Charges")
        vendor = self.id("Vendor")
        owed = journal_line(payables, -31_000, "Entered late", party=("Vendor", vendor))
        self.make("JournalEntry", 40, Line=[journal_line(charges, 31_000, "Entered late"), owed])
        refund = {"AccountRef": ref(payables), "Entity": {**ref(vendor), "type": "Vendor"}}
        line = {"Amount": 40, "DetailType": "DepositLineDetail", "DepositLineDetail": refund}
        bank = ref(self.id("Account", "Operating Checking"))
        self.make("Deposit", 5, DepositToAccountRef=bank, Line=[line])
        self._cheque(3, [expense_line(payables, 2_500, "On account")])
        bill = self._bill(70, 10_000)
        self.make(
            "BillPayment",
            20,
            VendorRef=ref(vendor),
            PayType="Check",
            CheckPayment={"BankAccountRef": bank},
            TotalAmt=120,
            Line=[applied(10_000, "Bill", bill["Id"])],
        )

    def _dated_ahead(self) -> None:
        """Entered already: a late fee of next month, a payment and a cheque of next week."""
        customer = self.id("Customer")
        lines = [
            journal_line(
                self.id("Account", "Accounts Receivable (A/R)"), 7_500, "Fee", party=("Customer", customer)
            ),
            journal_line(self.id("Account", "Interest Earned"), -7_500, "Fee"),
        ]
        self.make("JournalEntry", -20, Line=lines)
        bank = ref(self.id("Account", "Operating Checking"))
        self.make("Payment", -9, CustomerRef=ref(customer), TotalAmt=60, DepositToAccountRef=bank)
        self._cheque(-9, [expense_line(self.id("Account", "Rent"), 12_300, "Rent")])

    def _without_due_date(self) -> None:
        """Real books have them; the sandbox itself fills in the date."""
        for entity, made in (("Invoice", self._invoice(50, 66_600)), ("Bill", self._bill(20, 77_700))):
            self.company.store.rows(
                """UPDATE object SET body = CAST(json_remove(body, '$.DueDate') AS BLOB)
                   WHERE realm = ? AND entity = ? AND id = ?""",
                self.company.realm,
                entity,
                made["Id"],
            )

    def _invoice(self, days_ago: int, cents: int, **more: Any) -> dict[str, Any]:
        line = sales_line(self.id("Item", type="Service"), cents, "Work")
        return self.make("Invoice", days_ago, CustomerRef=ref(self.id("Customer")), Line=[line], **more)

    def _bill(self, days_ago: int, cents: int, **more: Any) -> dict[str, Any]:
        line = expense_line(self.id("Account", "Office Supplies"), cents, "Paper")
        return self.make("Bill", days_ago, VendorRef=ref(self.id("Vendor")), Line=[line], **more)

    def _cheque(self, days_ago: int, lines: list[dict[str, Any]]) -> None:
        bank, payee = self.id("Account", "Operating Checking"), self.id("Vendor")
        who = {"AccountRef": ref(bank), "EntityRef": {**ref(payee), "type": "Vendor"}}
        self.make("Purchase", days_ago, PaymentType="Check", Line=lines, **who)

    def make(self, entity: str, days_ago: int | None, **body: Any) -> dict[str, Any]:
        dated = {} if days_ago is None else {"TxnDate": self.on(days_ago)}
        at = datetime.combine(self.day, time(12), UTC)
        return self.company.create(entity, dated | body, at)

    def on(self, days_ago: int) -> str:
        return (self.day - timedelta(days=days_ago)).isoformat()

    def id(
        self, entity: str, name: str = "", *, currency: str = HOME, sub_type: str = "", type: str = ""
    ) -> str:
        """The id of the first active row of that name, currency, account's subtype and item's type."""
        key = "DisplayName" if entity in ("Customer", "Vendor") else "Name"
        sql = f"""SELECT id FROM object WHERE realm = ? AND entity = ? AND active = 1
                  AND ?3 IN ('', json_extract(body, '$.{key}'))
                  AND COALESCE(json_extract(body, '$.CurrencyRef.value'), '{HOME}') = ?4
                  AND ?5 IN ('', json_extract(body, '$.AccountSubType'))
                  AND ?6 IN ('', json_extract(body, '$.Type')) ORDER BY seq LIMIT 1"""
        store: Store = self.company.store
        (found,) = next(iter(store.rows(sql, self.company.realm, entity, name, currency, sub_type, type)))
        return str(found)

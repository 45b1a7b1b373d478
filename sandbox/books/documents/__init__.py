"""Every entity the books know, each with the rules of its kind."""

from sandbox.books.documents.banking import CreditCardPayment, Deposit, JournalEntry, Transfer
from sandbox.books.documents.kind import Kind
from sandbox.books.documents.lists import Account, Customer, Item, NameList, Party, Term, Vendor
from sandbox.books.documents.payments import BillPayment, Payment
from sandbox.books.documents.purchases import Bill, Purchase, PurchaseOrder, VendorCredit
from sandbox.books.documents.sales import CreditMemo, Estimate, Invoice, Receipt, RefundReceipt
from sandbox.books.documents.settings import ExchangeRate, RecurringTransaction, Single

KINDS: dict[str, Kind] = {
    "CompanyInfo": Single("CompanyInfo"),
    "Preferences": Single("Preferences"),
    "Term": Term("Term"),
    "ExchangeRate": ExchangeRate("ExchangeRate"),
    "RecurringTransaction": RecurringTransaction("RecurringTransaction"),
    "Account": Account("Account"),
    "Item": Item("Item"),
    "Class": NameList("Class"),
    "Department": NameList("Department"),
    "PaymentMethod": NameList("PaymentMethod"),
    "Customer": Customer("Customer"),
    "Vendor": Vendor("Vendor"),
    "Employee": Party("Employee"),
    "Invoice": Invoice("Invoice"),
    "Payment": Payment("Payment"),
    "CreditMemo": CreditMemo("CreditMemo"),
    "SalesReceipt": Receipt("SalesReceipt"),
    "RefundReceipt": RefundReceipt("RefundReceipt"),
    "Estimate": Estimate("Estimate"),
    "Bill": Bill("Bill"),
    "BillPayment": BillPayment("BillPayment"),
    "VendorCredit": VendorCredit("VendorCredit"),
    "PurchaseOrder": PurchaseOrder("PurchaseOrder"),
    "Purchase": Purchase("Purchase"),
    "Deposit": Deposit("Deposit"),
    "Transfer": Transfer("Transfer"),
    "JournalEntry": JournalEntry("JournalEntry"),
    "CreditCardPayment": CreditCardPayment("CreditCardPayment"),
}

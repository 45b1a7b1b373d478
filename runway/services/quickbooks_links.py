"""Where a document, account or party is found in QuickBooks itself."""

from urllib.parse import urlencode

from core.cash import Document

APP = "https://app.qbo.intuit.com/app"
PAGES = {
    "Invoice": "invoice",
    "Bill": "bill",
    "Payment": "recvpayment",
    "BillPayment": "billpayment",
    "CreditMemo": "creditmemo",
    "VendorCredit": "vendorcredit",
    "SalesReceipt": "salesreceipt",
    "RefundReceipt": "refundreceipt",
    "Purchase": "expense",
    "Deposit": "deposit",
    "JournalEntry": "journal",
    "Transfer": "transfer",
    "CreditCardPayment": "creditcardpayment",
    "Estimate": "estimate",
    "PurchaseOrder": "purchaseorder",
}
LISTS = {
    "Account": ("register", "accountId"),
    "Customer": ("customerdetail", "nameId"),
    "Vendor": ("vendordetail", "nameId"),
}


def link(about: Document) -> str:
    """The address of its page; the home page where QuickBooks has no page of its own for such an object."""
    if about.entity in LISTS:
        page, name = LISTS[about.entity]
        return f"{APP}/{page}?{urlencode({name: about.qbo_id})}"
    if about.entity in PAGES and about.qbo_id:
        return f"{APP}/{PAGES[about.entity]}?{urlencode({'txnId': about.qbo_id})}"
    return f"{APP}/homepage"

"""What most small companies have in common: core accounts, terms, ways to pay, preferences."""

from typing import Any

from sandbox.generator.forms import Body

Account = tuple[str, str, str, str, str]

_CORE: tuple[Account, ...] = (
    ("checking", "Operating Checking", "Bank", "Checking", ""),
    ("savings", "Tax & Reserve Savings", "Bank", "Savings", ""),
    ("ar", "Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable", ""),
    ("undeposited", "Undeposited Funds", "Other Current Asset", "UndepositedFunds", ""),
    ("equipment", "Equipment", "Fixed Asset", "MachineryAndEquipment", ""),
    ("equipment_cost", "Original Cost", "Fixed Asset", "MachineryAndEquipment", "equipment"),
    (
        "equipment_depreciation",
        "Accumulated Depreciation",
        "Fixed Asset",
        "AccumulatedDepreciation",
        "equipment",
    ),
    ("ap", "Accounts Payable (A/P)", "Accounts Payable", "AccountsPayable", ""),
    ("visa", "Company Visa", "Credit Card", "CreditCard", ""),
    ("payroll_tax", "Payroll Taxes Payable", "Other Current Liability", "PayrollTaxPayable", ""),
    ("sales_tax", "Sales Tax Payable", "Other Current Liability", "SalesTaxPayable", ""),
    ("term_loan", "Equipment Loan", "Long Term Liability", "NotesPayable", ""),
    ("opening", "Opening Balance Equity", "Equity", "OpeningBalanceEquity", ""),
    ("retained", "Retained Earnings", "Equity", "RetainedEarnings", ""),
    ("draws", "Owner's Draws", "Equity", "PartnerDistributions", ""),
    ("contributions", "Owner's Contributions", "Equity", "PartnerContributions", ""),
    ("discounts", "Discounts Given", "Income", "DiscountsRefundsGiven", ""),
    ("interest_income", "Interest Earned", "Other Income", "InterestEarned", ""),
    ("wages", "Salaries & Wages", "Expense", "PayrollExpenses", ""),
    ("employer_tax", "Employer Payroll Taxes", "Expense", "PayrollExpenses", ""),
    ("benefits", "Health Insurance", "Expense", "Insurance", ""),
    ("rent", "Rent", "Expense", "RentOrLeaseOfBuildings", ""),
    ("utilities", "Utilities", "Expense", "Utilities", ""),
    ("insurance", "Business Insurance", "Expense", "Insurance", ""),
    ("software", "Software & Subscriptions", "Expense", "OfficeGeneralAdministrativeExpenses", ""),
    ("supplies", "Office Supplies", "Expense", "SuppliesMaterials", ""),
    ("meals", "Meals", "Expense", "EntertainmentMeals", ""),
    ("travel", "Travel", "Expense", "Travel", ""),
    ("professional", "Legal & Accounting", "Expense", "LegalProfessionalFees", ""),
    ("bank_fees", "Bank Charges", "Expense", "BankCharges", ""),
    ("bad_debt", "Bad Debt", "Expense", "BadDebts", ""),
    ("income_tax", "Estimated Taxes", "Other Expense", "OtherMiscellaneousExpense", ""),
    ("interest", "Interest Paid", "Expense", "InterestPaid", ""),
    ("depreciation", "Depreciation", "Other Expense", "Depreciation", ""),
)

TERMS: tuple[tuple[str, str, Body], ...] = (
    ("receipt", "Due on receipt", {"DueDays": 0}),
    ("net10", "Net 10", {"DueDays": 10}),
    ("net15", "Net 15", {"DueDays": 15}),
    ("net30", "Net 30", {"DueDays": 30}),
    ("net45", "Net 45", {"DueDays": 45}),
    ("month_end", "10th of next month", {"DayOfMonthDue": 10, "DueNextMonthDays": 10}),
)
PAYMENT_METHODS = (
    ("cash", "Cash", "NON_CREDIT_CARD"),
    ("check", "Check", "NON_CREDIT_CARD"),
    ("ach", "ACH", "NON_CREDIT_CARD"),
    ("wire", "Wire", "NON_CREDIT_CARD"),
    ("card", "Visa", "CREDIT_CARD"),
)


def accounts(*own: Account) -> tuple[Account, ...]:
    """The core accounts, an own one in place of the core's where the key is the same, then the rest of the own."""
    by_key = {account[0]: account for account in own}
    core = tuple(by_key.pop(account[0], account) for account in _CORE)
    return (*core, *by_key.values())


def info(legal: str, address: tuple[str, str, str, str], site: str, industry: str, since: str) -> Body:
    """The company's entry: legal name, address (street, city, state, code), web site, trade."""
    street, city, state, code = address
    return {
        "LegalName": legal,
        "CompanyAddr": {
            "Id": "1",
            "Line1": street,
            "City": city,
            "CountrySubDivisionCode": state,
            "PostalCode": code,
            "Country": "USA",
        },
        "Country": "US",
        "Email": {"Address": f"books@{site}"},
        "WebAddr": {"URI": f"https://{site}"},
        "FiscalYearStartMonth": "January",
        "SupportedLanguages": "en",
        "NameValue": [
            {"Name": "NeoEnabled", "Value": "true"},
            {"Name": "IndustryType", "Value": industry},
            {"Name": "SubscriptionStatus", "Value": "PAID"},
            {"Name": "OfferingSku", "Value": "QuickBooks Online Plus"},
            {"Name": "AssignedTime", "Value": f"{since}T09:00:00-08:00"},
        ],
    }


def preferences(customers: str, *, multicurrency: bool = False, sales_tax: bool = False) -> Body:
    """Settings as this company has them; `customers` is what it calls them."""
    found: dict[str, Any] = {
        "AccountingInfoPrefs": {
            "FirstMonthOfFiscalYear": "January",
            "UseAccountNumbers": False,
            "TrackDepartments": True,
            "ClassTrackingPerTxnLine": True,
            "CustomerTerminology": customers,
        },
        "ProductAndServicesPrefs": {"ForSales": True, "ForPurchase": True, "QuantityOnHand": False},
        "SalesFormsPrefs": {"AllowDeposit": True, "AutoApplyCredit": False, "AutoApplyPayments": False},
        "VendorAndPurchasesPrefs": {"EnableBills": True, "TrackingByCustomer": True},
        "CurrencyPrefs": {"MultiCurrencyEnabled": multicurrency, "HomeCurrency": {"value": "USD"}},
        "ReportPrefs": {"ReportBasis": "Accrual", "CalcAgingReportFromTxnDate": False},
        "TaxPrefs": {"UsingSalesTax": sales_tax, "PartnerTaxEnabled": sales_tax},
    }
    return found

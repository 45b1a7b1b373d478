"""The agency's lists before its first document: chart of accounts, items, terms, classes, payment methods."""

# key, name, AccountType, AccountSubType, parent key
ACCOUNTS = (
    ("checking", "Operating Checking", "Bank", "Checking", ""),
    ("savings", "Tax & Rainy Day Savings", "Bank", "Savings", ""),
    ("petty", "Petty Cash", "Bank", "CashOnHand", ""),
    ("ar", "Accounts Receivable (A/R)", "Accounts Receivable", "AccountsReceivable", ""),
    ("undeposited", "Undeposited Funds", "Other Current Asset", "UndepositedFunds", ""),
    ("prepaid", "Prepaid Expenses", "Other Current Asset", "PrepaidExpenses", ""),
    ("equipment", "Studio Equipment", "Fixed Asset", "MachineryAndEquipment", ""),
    ("equipment_cost", "Original Cost", "Fixed Asset", "MachineryAndEquipment", "equipment"),
    (
        "equipment_depreciation",
        "Accumulated Depreciation",
        "Fixed Asset",
        "AccumulatedDepreciation",
        "equipment",
    ),
    ("lease_deposit", "Security Deposit on Lease", "Other Asset", "SecurityDeposits", ""),
    ("ap", "Accounts Payable (A/P)", "Accounts Payable", "AccountsPayable", ""),
    ("visa", "Company Visa", "Credit Card", "CreditCard", ""),
    ("payroll_tax", "Payroll Taxes Payable", "Other Current Liability", "PayrollTaxPayable", ""),
    ("payroll_clearing", "Payroll Clearing", "Other Current Liability", "PayrollClearing", ""),
    ("sales_tax", "Washington Dept. of Revenue Payable", "Other Current Liability", "SalesTaxPayable", ""),
    ("client_deposits", "Client Retainer Deposits", "Other Current Liability", "OtherCurrentLiabilities", ""),
    ("term_loan", "Equipment Loan", "Long Term Liability", "NotesPayable", ""),
    ("opening", "Opening Balance Equity", "Equity", "OpeningBalanceEquity", ""),
    ("retained", "Retained Earnings", "Equity", "RetainedEarnings", ""),
    ("draws", "Owner's Draws", "Equity", "PartnerDistributions", ""),
    ("contributions", "Owner's Contributions", "Equity", "PartnerContributions", ""),
    ("fees", "Studio Fees", "Income", "ServiceFeeIncome", ""),
    ("retainers", "Retainer Income", "Income", "ServiceFeeIncome", "fees"),
    ("projects", "Project Income", "Income", "ServiceFeeIncome", "fees"),
    ("media_income", "Media & Pass-through Income", "Income", "ServiceFeeIncome", ""),
    ("print_income", "Print Sales", "Income", "SalesOfProductIncome", ""),
    ("discounts", "Discounts Given", "Income", "DiscountsRefundsGiven", ""),
    ("interest_income", "Interest Earned", "Other Income", "InterestEarned", ""),
    ("freelance", "Freelancers & Subcontractors", "Cost of Goods Sold", "CostOfLaborCos", ""),
    ("media_cost", "Media & Ad Spend", "Cost of Goods Sold", "OtherCostsOfServiceCos", ""),
    ("print_cost", "Print Production", "Cost of Goods Sold", "SuppliesMaterialsCogs", ""),
    ("wages", "Salaries & Wages", "Expense", "PayrollExpenses", ""),
    ("employer_tax", "Employer Payroll Taxes", "Expense", "PayrollExpenses", ""),
    ("benefits", "Health Insurance", "Expense", "Insurance", ""),
    ("rent", "Rent", "Expense", "RentOrLeaseOfBuildings", ""),
    ("utilities", "Utilities", "Expense", "Utilities", ""),
    ("internet", "Internet & Phone", "Expense", "Utilities", "utilities"),
    ("power", "Electricity & Heat", "Expense", "Utilities", "utilities"),
    ("insurance", "Business Insurance", "Expense", "Insurance", ""),
    ("software", "Software & Subscriptions", "Expense", "OfficeGeneralAdministrativeExpenses", ""),
    ("supplies", "Office Supplies", "Expense", "SuppliesMaterials", ""),
    ("meals", "Meals & Entertainment", "Expense", "EntertainmentMeals", ""),
    ("travel", "Travel", "Expense", "Travel", ""),
    ("professional", "Legal & Accounting", "Expense", "LegalProfessionalFees", ""),
    ("bank_fees", "Bank Charges", "Expense", "BankCharges", ""),
    ("bad_debt", "Bad Debt", "Expense", "BadDebts", ""),
    ("income_tax", "Estimated Taxes", "Other Expense", "OtherMiscellaneousExpense", ""),
    ("interest", "Interest Paid", "Expense", "InterestPaid", ""),
    ("depreciation", "Depreciation", "Other Expense", "Depreciation", ""),
    ("old_coop", "Co-op Advertising Fund", "Bank", "Checking", ""),
)

# key, name, income account, expense account, taxable
ITEMS = (
    ("retainer", "Monthly retainer", "retainers", "", False),
    ("design", "Design", "projects", "freelance", False),
    ("strategy", "Brand strategy", "projects", "", False),
    ("web", "Web development", "projects", "freelance", False),
    ("copy", "Copywriting", "projects", "freelance", False),
    ("photo", "Photography", "projects", "freelance", False),
    ("media", "Media placement", "media_income", "media_cost", False),
    ("media_fee", "Media management fee", "media_income", "", False),
    ("print", "Printed matter", "print_income", "print_cost", True),
    ("hosting", "Website care plan", "retainers", "", False),
    ("workshop", "Workshop seat", "projects", "", False),
)

# key, name, body
TERMS = (
    ("receipt", "Due on receipt", {"DueDays": 0}),
    ("net10", "Net 10", {"DueDays": 10}),
    ("net15", "Net 15", {"DueDays": 15}),
    ("net30", "Net 30", {"DueDays": 30}),
    ("net45", "Net 45", {"DueDays": 45}),
    ("net60", "Net 60", {"DueDays": 60}),
    ("month_end", "20th of next month", {"DayOfMonthDue": 20, "DueNextMonthDays": 20}),
    ("discount", "2% 10 Net 30", {"DueDays": 30, "DiscountDays": 10, "DiscountPercent": 2}),
)

PAYMENT_METHODS = (
    ("cash", "Cash", "NON_CREDIT_CARD"),
    ("check", "Check", "NON_CREDIT_CARD"),
    ("ach", "ACH", "NON_CREDIT_CARD"),
    ("wire", "Wire", "NON_CREDIT_CARD"),
    ("card", "Visa", "CREDIT_CARD"),
)
CLASSES = (("brand", "Brand"), ("digital", "Digital"), ("media", "Media"), ("overhead", "Overhead"))
DEPARTMENTS = (("tacoma", "Tacoma studio"), ("remote", "Remote"))

COMPANY = {
    "LegalName": "Tern and Alder Studio LLC",
    "CompanyAddr": {
        "Id": "1",
        "Line1": "714 Dock St, Floor 3",
        "City": "Tacoma",
        "CountrySubDivisionCode": "WA",
        "PostalCode": "98402",
        "Country": "USA",
    },
    "Country": "US",
    "Email": {"Address": "books@ternalder.example"},
    "PrimaryPhone": {"FreeFormNumber": "(253) 555-0142"},
    "WebAddr": {"URI": "https://ternalder.example"},
    "FiscalYearStartMonth": "January",
    "SupportedLanguages": "en",
    "NameValue": [
        {"Name": "NeoEnabled", "Value": "true"},
        {"Name": "IndustryType", "Value": "Advertising and design agencies"},
        {"Name": "CompanyType", "Value": "LLC"},
        {"Name": "SubscriptionStatus", "Value": "PAID"},
        {"Name": "OfferingSku", "Value": "QuickBooks Online Plus"},
        {"Name": "PayrollFeature", "Value": "true"},
        {"Name": "AssignedTime", "Value": "2022-02-14T09:00:00-08:00"},
    ],
}

PREFERENCES = {
    "AccountingInfoPrefs": {
        "FirstMonthOfFiscalYear": "January",
        "UseAccountNumbers": False,
        "TrackDepartments": True,
        "ClassTrackingPerTxn": False,
        "ClassTrackingPerTxnLine": True,
        "CustomerTerminology": "Clients",
        "DepartmentTerminology": "Location",
    },
    "ProductAndServicesPrefs": {"ForSales": True, "ForPurchase": True, "QuantityOnHand": False},
    "SalesFormsPrefs": {
        "CustomTxnNumbers": False,
        "AllowDeposit": True,
        "AllowDiscount": True,
        "AllowEstimates": True,
        "AutoApplyCredit": False,
        "AutoApplyPayments": False,
        "UsingProgressInvoicing": True,
    },
    "VendorAndPurchasesPrefs": {
        "EnableBills": True,
        "BillableExpenseTracking": True,
        "TrackingByCustomer": True,
    },
    "CurrencyPrefs": {"MultiCurrencyEnabled": False, "HomeCurrency": {"value": "USD"}},
    "ReportPrefs": {"ReportBasis": "Accrual", "CalcAgingReportFromTxnDate": False},
    "TaxPrefs": {"UsingSalesTax": True, "PartnerTaxEnabled": True},
    "TimeTrackingPrefs": {"UseServices": True, "WorkWeekStartDate": "Monday"},
}

# account key, dollars; debit positive
OPENING = (
    ("checking", 164_250),
    ("savings", 60_000),
    ("petty", 400),
    ("equipment_cost", 48_600),
    ("equipment_depreciation", -17_200),
    ("lease_deposit", 13_600),
    ("visa", -4_310),
    ("term_loan", -36_000),
)

"""A consultancy of eight with clients in three currencies: euros and pounds billed, a euro account, monthly rates."""

from decimal import Decimal

from sandbox.generator.activities import rhythm
from sandbox.generator.activities.foreign import keep_currencies, open_currencies
from sandbox.generator.kind import Chart, Imports, Kind, Sales, Spending, Templates, Treasury
from sandbox.generator.kinds import common
from sandbox.generator.kinds.consulting.parties import AUTHORITIES, CLIENTS, STAFF, SUPPLIERS

CHART = Chart(
    accounts=common.accounts(
        ("euro", "Euro Account", "Bank", "Checking", ""),
        ("ar_eur", "Accounts Receivable (A/R) - EUR", "Accounts Receivable", "AccountsReceivable", ""),
        ("ar_gbp", "Accounts Receivable (A/R) - GBP", "Accounts Receivable", "AccountsReceivable", ""),
        ("ap_eur", "Accounts Payable (A/P) - EUR", "Accounts Payable", "AccountsPayable", ""),
        ("amex", "American Express", "Credit Card", "CreditCard", ""),
        ("exchange", "Exchange Gain or Loss", "Other Expense", "ExchangeGainOrLoss", ""),
        ("fees", "Consulting Fees", "Income", "ServiceFeeIncome", ""),
        ("workshops", "Workshops", "Income", "ServiceFeeIncome", ""),
        ("associates", "Associates", "Cost of Goods Sold", "CostOfLaborCos", ""),
        ("field", "Project Travel", "Cost of Goods Sold", "OtherCostsOfServiceCos", ""),
        ("old_pounds", "Sterling Account (closed)", "Bank", "Checking", ""),
    ),
    items=(
        ("advisory", "Advisory retainer", "fees", "", False),
        ("days", "Consulting days", "fees", "associates", False),
        ("study", "Market study", "fees", "associates", False),
        ("model", "Financial model", "fees", "", False),
        ("workshop", "Workshop", "workshops", "", False),
        ("expenses", "Travel recharged", "fees", "field", False),
    ),
    terms=common.TERMS,
    payment_methods=common.PAYMENT_METHODS,
    classes=(("strategy", "Strategy"), ("operations", "Operations"), ("house", "House")),
    departments=(("boston", "Boston"), ("lisbon", "Lisboa")),
    opening=(
        ("checking", 176_000),
        ("savings", 90_000),
        ("equipment_cost", 22_000),
        ("equipment_depreciation", -9_000),
        ("visa", -2_260),
        ("amex", -7_140),
        ("term_loan", -18_000),
    ),
    currencies=(("euro", "EUR"), ("ar_eur", "EUR"), ("ar_gbp", "GBP"), ("ap_eur", "EUR")),
    closed=("old_pounds",),
)
CONSULTING = Kind(
    name="Harbourline Advisory",
    info=common.info(
        "Harbourline Advisory LLC",
        ("31 Milk St, Floor 8", "Boston", "MA", "02109"),
        "harbourline.example",
        "Management consulting",
        "2020-09-01",
    ),
    preferences=common.preferences("Clients", multicurrency=True),
    chart=CHART,
    clients=CLIENTS,
    suppliers=SUPPLIERS,
    authorities=AUTHORITIES,
    staff=STAFF,
    sales=Sales(
        memo="Please pay in the currency of the invoice. finance@harbourline.example",
        works=(
            ("days", "Diagnosis"),
            ("study", "Market study"),
            ("model", "Model"),
            ("workshop", "Workshop"),
        ),
        titles=("Market entry", "Cost review", "Post-merger plan", "Pricing — phase 2", "Réseau logistique"),
        project=(140, 680),
        extra_text="Expenses (sent twice)",
        extra_item="expenses",
        credit_item="days",
    ),
    spending=Spending(
        department="boston",
        class_1099="operations",
        class_other="house",
        place="BOSTON MA",
        ordered=(("associates", "days"),),
        credited=("associates", "field"),
        credit_text="Day not worked",
        cards=(("visa", "Visa", 20), ("amex", "American Express", 9)),
    ),
    treasury=Treasury(
        loan=(50_000, 8_900), depreciation=30_500, estimated_tax=880_000, sales_tax_to="ma_dor"
    ),
    templates=Templates(
        bills=(("Office rent", 0, "Automated"), ("Health plan", 2, "Reminder")),
        client=0,
        transfer=("Tax reserve", 4000),
    ),
    imports=Imports(("associates", "field"), "days", "operations", "boston"),
    begins=(open_currencies, *rhythm.BEGINS),
    lives=(keep_currencies, *rhythm.DAYS),
    happenings=rhythm.INCIDENTS_AND_SLIPS,
    rates={"EUR": (Decimal("1.09"), 5), "GBP": (Decimal("1.27"), 6)},
)

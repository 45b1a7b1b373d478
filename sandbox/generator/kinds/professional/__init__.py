"""A law firm of nine: hours billed monthly, clients' advances in a trust account, moved only when earned."""

from sandbox.generator.activities import rhythm
from sandbox.generator.activities.trust import keep_trust, open_trust
from sandbox.generator.kind import Chart, Imports, Kind, Sales, Spending, Templates, Treasury
from sandbox.generator.kinds import common
from sandbox.generator.kinds.professional.parties import AUTHORITIES, CLIENTS, STAFF, SUPPLIERS

CHART = Chart(
    accounts=common.accounts(
        ("trust", "Client Trust", "Bank", "TrustAccounts", ""),
        (
            "trust_liability",
            "Client Trust Liability",
            "Other Current Liability",
            "TrustAccountsLiabilities",
            "",
        ),
        ("amex", "American Express", "Credit Card", "CreditCard", ""),
        ("fees", "Legal Fees", "Income", "ServiceFeeIncome", ""),
        ("reimbursed", "Reimbursed Client Costs", "Income", "ServiceFeeIncome", ""),
        ("experts", "Experts & Investigators", "Cost of Goods Sold", "CostOfLaborCos", ""),
        ("court", "Court & Filing Fees", "Cost of Goods Sold", "OtherCostsOfServiceCos", ""),
        ("research", "Legal Research", "Expense", "DuesSubscriptions", ""),
        ("malpractice", "Malpractice Insurance", "Expense", "Insurance", ""),
        ("old_escrow", "Escrow Lakeside (closed)", "Bank", "TrustAccounts", ""),
    ),
    items=(
        ("hours", "Attorney hours", "fees", "", False),
        ("paralegal", "Paralegal hours", "fees", "", False),
        ("flat", "Flat fee matter", "fees", "", False),
        ("counsel", "General counsel plan", "fees", "", False),
        ("brief", "Appellate brief", "fees", "experts", False),
        ("costs", "Client costs advanced", "reimbursed", "court", False),
    ),
    terms=common.TERMS,
    payment_methods=common.PAYMENT_METHODS,
    classes=(
        ("business", "Business"),
        ("estates", "Estates"),
        ("litigation", "Litigation"),
        ("firm", "Firm"),
    ),
    departments=(("pdx", "Portland"), ("salem", "Salem")),
    opening=(
        ("checking", 142_000),
        ("savings", 70_000),
        ("equipment_cost", 38_000),
        ("equipment_depreciation", -21_000),
        ("visa", -1_940),
        ("amex", -5_310),
        ("term_loan", -24_000),
    ),
    closed=("old_escrow",),
)
PROFESSIONAL = Kind(
    name="Larkin Osei & Vance LLP",
    info=common.info(
        "Larkin Osei and Vance LLP",
        ("200 SW Salmon St, Suite 910", "Portland", "OR", "97204"),
        "larkinosei.example",
        "Law offices",
        "2020-01-15",
    ),
    preferences=common.preferences("Clients"),
    chart=CHART,
    clients=CLIENTS,
    suppliers=SUPPLIERS,
    authorities=AUTHORITIES,
    staff=STAFF,
    sales=Sales(
        memo="Advances are held in our client trust account until earned.",
        works=(
            ("flat", "Formation and filings"),
            ("hours", "Negotiation"),
            ("brief", "Brief"),
            ("paralegal", "Discovery"),
        ),
        titles=("Lease dispute", "Share purchase", "Estate of Ångström", "Trademark ®", "Zoning appeal"),
        project=(50, 240),
        extra_text="Copying charges (duplicate)",
        extra_item="costs",
        credit_item="hours",
    ),
    spending=Spending(
        department="pdx",
        class_1099="litigation",
        class_other="firm",
        place="PORTLAND OR",
        ordered=(("experts", "brief"),),
        credited=("experts", "research"),
        credit_text="Credit for hours not worked",
        cards=(("visa", "Visa", 20), ("amex", "American Express", 8)),
    ),
    treasury=Treasury(
        draw_above=11_000_000,
        loan=(60_000, 11_200),
        depreciation=52_000,
        estimated_tax=720_000,
        sales_tax_to="or_dor",
    ),
    templates=Templates(
        bills=(("Office rent", 0, "Automated"), ("Malpractice premium", 3, "Reminder")),
        client=0,
        transfer=("Tax reserve", 2000),
    ),
    imports=Imports(("experts", "court"), "hours", "business", "pdx"),
    begins=(*rhythm.BEGINS, open_trust),
    lives=(*rhythm.DAYS, keep_trust),
    happenings=rhythm.INCIDENTS_AND_SLIPS,
)

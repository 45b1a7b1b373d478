"""A general contractor of eleven: few large projects billed by milestone, retainage, subcontractors, fuel cards."""

from sandbox.generator.activities import incidents
from sandbox.generator.activities.cards import pay_cards
from sandbox.generator.activities.collecting import bank_checks
from sandbox.generator.activities.opening import open_balances, open_parties
from sandbox.generator.activities.payroll import pay_staff
from sandbox.generator.activities.sales import open_invoices, sell
from sandbox.generator.activities.slips import SLIPS
from sandbox.generator.activities.spending import spend
from sandbox.generator.activities.templates import open_templates
from sandbox.generator.activities.treasury import move_money
from sandbox.generator.kind import Chart, Imports, Kind, Sales, Spending, Templates, Treasury
from sandbox.generator.kinds import common
from sandbox.generator.kinds.construction.parties import AUTHORITIES, CLIENTS, STAFF, SUPPLIERS

CHART = Chart(
    accounts=common.accounts(
        ("retainage", "Retainage Receivable", "Other Current Asset", "OtherCurrentAssets", ""),
        ("fuel_card", "Fleet Fuel Card", "Credit Card", "CreditCard", ""),
        ("lease_deposit", "Yard Lease Deposit", "Other Asset", "SecurityDeposits", ""),
        ("fees", "Contract Income", "Income", "ServiceFeeIncome", ""),
        ("service_income", "Maintenance Contracts", "Income", "ServiceFeeIncome", ""),
        ("subs", "Subcontractors", "Cost of Goods Sold", "CostOfLaborCos", ""),
        ("materials", "Job Materials", "Cost of Goods Sold", "SuppliesMaterialsCogs", ""),
        ("rental", "Equipment Rental", "Cost of Goods Sold", "EquipmentRentalCos", ""),
        ("permits", "Permits & Inspections", "Cost of Goods Sold", "OtherCostsOfServiceCos", ""),
        ("fuel", "Fuel & Vehicles", "Expense", "Auto", ""),
        ("comp", "Workers' Compensation", "Expense", "Insurance", ""),
        ("old_job", "Job Account Harbor Pier (finished)", "Bank", "Checking", ""),
    ),
    items=(
        ("framing", "Framing", "fees", "subs", False),
        ("site", "Site work & foundation", "fees", "subs", False),
        ("finish", "Interior finish", "fees", "materials", False),
        ("roof", "Roofing & envelope", "fees", "subs", False),
        ("systems", "Mechanical & electrical", "fees", "subs", False),
        ("extra", "Change order", "fees", "", False),
        ("care", "Maintenance contract", "service_income", "", False),
        ("retainage", "Retainage", "retainage", "", False),
        ("material", "Materials", "fees", "materials", False),
    ),
    terms=common.TERMS,
    payment_methods=common.PAYMENT_METHODS,
    classes=(("homes", "Residential"), ("commercial", "Commercial"), ("yard", "Yard & office")),
    departments=(("north", "North county"), ("south", "South county")),
    opening=(
        ("checking", 352_000),
        ("savings", 85_000),
        ("equipment_cost", 212_000),
        ("equipment_depreciation", -96_400),
        ("lease_deposit", 9_000),
        ("visa", -6_120),
        ("fuel_card", -2_240),
        ("term_loan", -118_000),
    ),
    closed=("old_job",),
)
CONSTRUCTION = Kind(
    name="Granite & Sons Builders",
    info=common.info(
        "Granite and Sons Builders Inc",
        ("4410 Quarry Rd", "Everett", "WA", "98203"),
        "granitebuilders.example",
        "Residential and commercial construction",
        "2019-04-02",
    ),
    preferences=common.preferences("Customers"),
    chart=CHART,
    clients=CLIENTS,
    suppliers=SUPPLIERS,
    authorities=AUTHORITIES,
    staff=STAFF,
    sales=Sales(
        memo="Retainage is due at final acceptance. Remittances to ar@granitebuilders.example",
        works=(
            ("site", "Site work and foundation"),
            ("framing", "Framing"),
            ("roof", "Roof and envelope"),
            ("systems", "Mechanical and electrical"),
            ("finish", "Interior finish"),
        ),
        titles=(
            "Kitchen and bath",
            "Second storey",
            "Tenant improvement",
            "Carport & façade 🏗",
            "Seismic retrofit",
        ),
        project=(320, 1500),
        won=0.55,
        retainage=10,
        extra_text="Change order (sent twice)",
        extra_item="extra",
        credit_item="material",
    ),
    spending=Spending(
        department="north",
        class_1099="homes",
        class_other="yard",
        place="EVERETT WA",
        ordered=(("materials", "material"),),
        credited=("materials", "rental"),
        credit_text="Returned to the yard",
        keeps=4_000_000,
        cards=(("visa", "Visa", 20), ("fuel_card", "Fleet card", 12)),
    ),
    treasury=Treasury(
        short=4_000_000,
        contribution=7_500_000,
        draw_above=19_000_000,
        save_above=26_000_000,
        loan=(210_000, 61_500),
        depreciation=176_000,
        estimated_tax=900_000,
        sales_tax_to="wa_dor",
    ),
    templates=Templates(
        bills=(("Yard rent", 0, "Automated"), ("Workers' compensation", 3, "Reminder")),
        client=0,
        transfer=("Equipment reserve", 2500),
    ),
    imports=Imports(("subs", "materials"), "framing", "commercial", "north"),
    begins=(open_parties, open_balances, open_templates, open_invoices),
    lives=(sell, bank_checks, spend, pay_staff, pay_cards, move_money),
    happenings=(*incidents.ORDINARY, *SLIPS),
)

"""A shop of seven for outdoor goods: two storefronts, payouts less fees, stock, sales tax, four cards."""

from decimal import Decimal

from sandbox.generator.activities import incidents
from sandbox.generator.activities.cards import pay_cards
from sandbox.generator.activities.collecting import bank_checks
from sandbox.generator.activities.opening import open_balances, open_parties
from sandbox.generator.activities.payroll import pay_staff
from sandbox.generator.activities.sales import open_invoices, sell
from sandbox.generator.activities.slips import SLIPS
from sandbox.generator.activities.spending import spend
from sandbox.generator.activities.storefront import keep_shop
from sandbox.generator.activities.templates import open_templates
from sandbox.generator.activities.treasury import move_money
from sandbox.generator.kind import Channel, Chart, Goods, Imports, Kind, Sales, Spending, Templates, Treasury
from sandbox.generator.kinds import common
from sandbox.generator.kinds.ecommerce.parties import AUTHORITIES, CLIENTS, STAFF, SUPPLIERS

CHART = Chart(
    accounts=common.accounts(
        ("inventory", "Inventory", "Other Current Asset", "Inventory", ""),
        ("sales_tax", "Sales Tax Payable", "Other Current Liability", "SalesTaxPayable", ""),
        ("ads_card", "Ads Mastercard", "Credit Card", "CreditCard", ""),
        ("amex", "American Express Plum", "Credit Card", "CreditCard", ""),
        ("stock_card", "Supplier Card", "Credit Card", "CreditCard", ""),
        ("fees", "Wholesale Sales", "Income", "SalesOfProductIncome", ""),
        ("web_sales", "Web Sales", "Income", "SalesOfProductIncome", ""),
        ("shipping_income", "Shipping Charged", "Income", "SalesOfProductIncome", ""),
        ("goods_cost", "Cost of Goods Sold", "Cost of Goods Sold", "SuppliesMaterialsCogs", ""),
        ("freight", "Freight & Duty", "Cost of Goods Sold", "ShippingFreightDeliveryCos", ""),
        ("postage", "Shipping & Postage", "Expense", "ShippingFreightDelivery", ""),
        ("merchant_fees", "Merchant Fees", "Expense", "BankCharges", ""),
        ("ads", "Advertising", "Expense", "AdvertisingPromotional", ""),
        ("old_paypal", "PayPal (closed)", "Bank", "Checking", ""),
    ),
    items=(
        ("tents", "Tents", "web_sales", "inventory", True),
        ("packs", "Packs", "web_sales", "inventory", True),
        ("stoves", "Stoves", "web_sales", "inventory", True),
        ("apparel", "Apparel", "web_sales", "inventory", True),
        ("shipping", "Shipping", "shipping_income", "", False),
        ("wholesale", "Wholesale order", "fees", "inventory", False),
        ("custom", "Custom gear run", "fees", "inventory", False),
        ("repair", "Repair", "web_sales", "", False),
    ),
    terms=common.TERMS,
    payment_methods=common.PAYMENT_METHODS,
    classes=(("web", "Web"), ("wholesale", "Wholesale"), ("ops", "Operations")),
    departments=(("warehouse", "Warehouse"), ("shop", "Shop")),
    opening=(
        ("checking", 118_000),
        ("savings", 40_000),
        ("inventory", 164_000),
        ("equipment_cost", 29_000),
        ("equipment_depreciation", -11_500),
        ("visa", -3_180),
        ("ads_card", -6_900),
        ("amex", -8_420),
        ("stock_card", -4_050),
        ("term_loan", -42_000),
    ),
    closed=("old_paypal",),
)
ECOMMERCE = Kind(
    name="Larkspur Outfitting",
    info=common.info(
        "Larkspur Outfitting Inc",
        ("1180 Depot St", "Bend", "OR", "97701"),
        "larkspur.example",
        "Online retail",
        "2021-06-08",
    ),
    preferences=common.preferences("Customers", sales_tax=True),
    chart=CHART,
    clients=CLIENTS,
    suppliers=SUPPLIERS,
    authorities=AUTHORITIES,
    staff=STAFF,
    sales=Sales(
        memo="Wholesale terms as agreed. wholesale@larkspur.example",
        works=(("wholesale", "Assortment"), ("custom", "Printed packs"), ("wholesale", "Re-order")),
        titles=("Spring line", "Store opening", "Café & camp corner", "Holiday order 🎁"),
        project=(30, 160),
        tax_percent=Decimal("8.9"),
        goods=Goods("packs", (12, 24, 60), (3_900, 9_900), "Packs, {quantity} pieces, delivered to {city}"),
        extra_text="Wholesale order (entered twice)",
        extra_item="wholesale",
        credit_item="wholesale",
    ),
    spending=Spending(
        department="warehouse",
        class_1099="web",
        class_other="ops",
        place="BEND OR",
        ordered=(("inventory", "wholesale"),),
        credited=("inventory", "freight"),
        credit_text="Short delivery",
        keeps=2_500_000,
        cards=(
            ("visa", "Visa", 20),
            ("ads_card", "Mastercard", 5),
            ("amex", "American Express", 14),
            ("stock_card", "Supplier card", 26),
        ),
    ),
    treasury=Treasury(
        loan=(95_000, 24_100),
        depreciation=38_000,
        estimated_tax=380_000,
        sales_tax_to="state_tax",
        sales_tax_months=tuple(range(1, 13)),
    ),
    templates=Templates(
        bills=(("Warehouse rent", 0, "Automated"), ("Product liability", 3, "Reminder")),
        client=2,
        transfer=("Sales tax reserve", 3000),
    ),
    imports=Imports(("inventory", "freight"), "wholesale", "wholesale", "warehouse"),
    begins=(open_parties, open_balances, open_templates, open_invoices),
    lives=(sell, bank_checks, spend, pay_staff, keep_shop, pay_cards, move_money),
    happenings=(*incidents.ORDINARY, *SLIPS),
    channels=(
        Channel(
            "larkspur.example",
            "Web shop customers",
            ("tents", "packs", "stoves"),
            (18, 42),
            (2_400, 14_900),
            690,
            55,
            29,
            2,
            0.35,
        ),
        Channel(
            "Bazaar marketplace",
            "Bazaar marketplace",
            ("apparel", "packs", "stoves"),
            (10, 28),
            (1_900, 8_900),
            0,
            35,
            128,
            9,
            0.3,
        ),
    ),
    cost_percent=46,
)

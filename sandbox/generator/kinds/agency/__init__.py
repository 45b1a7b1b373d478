"""A design and marketing studio of twelve people with one to three million a year."""

from sandbox.generator.activities import rhythm
from sandbox.generator.kind import Chart, Counter, Goods, Imports, Kind, Sales, Spending, Templates, Treasury
from sandbox.generator.kinds.agency import chart
from sandbox.generator.kinds.agency.clients import CLIENTS
from sandbox.generator.kinds.agency.suppliers import AGENCIES, STAFF, SUPPLIERS

SALES = Sales(
    memo="Thank you for working with us. Remittances to accounts@ternalder.example",
    works=(
        ("design", "Identity and layout"),
        ("web", "Site build"),
        ("strategy", "Positioning workshop"),
        ("copy", "Copy deck"),
        ("photo", "Product shoot"),
    ),
    titles=(
        "Spring campaign",
        "Website relaunch",
        "Annual report",
        "Packaging refresh",
        "Brand film ✨",
        "Donor appeal",
        "Trade fair stand",
    ),
    project=(60, 340),
    goods=Goods(
        "print", (250, 500, 1000, 2500), (40, 160), "Printed matter, {quantity} pieces, delivered to {city}"
    ),
    counter=Counter(
        "workshop", 24500, 3, "Brand clarity workshop", ("Seat given back", "Could not attend 😕")
    ),
)
SPENDING = Spending(
    department="tacoma",
    class_1099="digital",
    class_other="overhead",
    place="TACOMA WA",
    ordered=(("media_cost", "media"), ("print_cost", "print"), ("freelance", "design")),
    credited=("print_cost", "media_cost"),
    credit_text="Credit for spoiled copies",
)
AGENCY = Kind(
    name="Tern & Alder Studio",
    info=chart.COMPANY,
    preferences=chart.PREFERENCES,
    chart=Chart(
        accounts=chart.ACCOUNTS,
        items=chart.ITEMS,
        terms=chart.TERMS,
        payment_methods=chart.PAYMENT_METHODS,
        classes=chart.CLASSES,
        departments=chart.DEPARTMENTS,
        opening=chart.OPENING,
        closed=("old_coop",),
    ),
    clients=CLIENTS,
    suppliers=SUPPLIERS,
    authorities=AGENCIES,
    staff=STAFF,
    sales=SALES,
    spending=SPENDING,
    treasury=Treasury(),
    templates=Templates(
        bills=(("Studio rent", 0, "Automated"), ("Health plan", 4, "Reminder")),
        client=0,
        transfer=("Tax savings", 1000),
    ),
    imports=Imports(("freelance", "print_cost"), "design", "digital", "tacoma"),
    begins=rhythm.BEGINS,
    lives=rhythm.DAYS,
    happenings=rhythm.INCIDENTS,
)

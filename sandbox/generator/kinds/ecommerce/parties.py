"""Shops that buy wholesale, the storefronts' customers in sum, makers and carriers."""

from sandbox.generator.parties import (
    BATCH,
    ERRATIC,
    PARTIAL,
    PROMPT,
    SLOW,
    STEADY,
    Client,
    Standing,
    Supplier,
)

_BND, _BOI = ("Bend", "OR", "97702"), ("Boise", "ID", "83702")


def _stocked(low: int, high: int) -> tuple[Standing]:
    return (Standing("wholesale", low, high, "Monthly assortment, {month}", "wholesale", carried=True),)


CLIENTS = (
    Client("Web shop customers", ("Web", "Shop"), ("1180 Depot St", *_BND), "receipt", PROMPT, "card"),
    Client("Bazaar marketplace", ("Market", "Place"), ("1180 Depot St", *_BND), "receipt", PROMPT, "card"),
    Client(
        "Sawtooth Mountain Sports",
        ("Kyle", "Dunn"),
        ("80 Main St", *_BOI),
        "net30",
        STEADY,
        "ach",
        _stocked(4200, 9800),
        0.03,
        buys_goods=True,
    ),
    Client(
        "Trailhead Co-op",
        ("Maya", "Brandt"),
        ("15 Wall St", *_BND),
        "net30",
        BATCH,
        "check",
        _stocked(2600, 6400),
        0.03,
    ),
    Client(
        "Gîte du Lac",
        ("Élodie", "Roy"),
        ("3 Lake Rd", *_BOI),
        "net45",
        SLOW,
        "wire",
        _stocked(1200, 3900),
        0.02,
    ),
    Client(
        "Frøya Outdoor",
        ("Astrid", "Nes"),
        ("77 Galveston", *_BND),
        "net30",
        ERRATIC,
        "check",
        (),
        0.05,
        buys_goods=True,
    ),
    Client(
        "Ponderosa School of Climbing",
        ("Ned", "Hall"),
        ("9 Cliff Dr", *_BND),
        "net15",
        PARTIAL,
        "card",
        (),
        0.03,
        buys_goods=True,
    ),
    Client(
        "山道 Sando Supply",
        ("Ken", "Ueda"),
        ("601 Idaho St", *_BOI),
        "net30",
        PROMPT,
        "ach",
        _stocked(1500, 5200),
        0.03,
    ),
)
SUPPLIERS = (
    Supplier("Depot Street Warehousing LLC", "rent", "receipt", 5400, 5400, day=1),
    Supplier("Pacific Power", "utilities", "net15", 310, 590, day=9),
    Supplier("Moda Health", "benefits", "net10", 2900, 3100, day=17),
    Supplier("Summit Product Liability Co.", "insurance", "net30", 980, 980, day=5),
    Supplier("Juniper Bookkeeping", "professional", "net30", 450, 850, day=11),
    Supplier("Tianshan Textiles 天山", "inventory", "net45", 6000, 21000, chance=0.28),
    Supplier("Alpine Stove Works", "inventory", "net30", 2200, 8600, chance=0.35),
    Supplier("Norrland Tält AB", "inventory", "net45", 4000, 15000, chance=0.22),
    Supplier("Cordage & Canvas Inc.", "inventory", "net30", 900, 4200, chance=0.35),
    Supplier("Cordage and Canvas", "inventory", "net30", 300, 1100, chance=0.03),
    Supplier("Blue Water Freight LLC", "freight", "net15", 400, 2900, chance=0.35),
    Supplier("Parcel Northwest", "postage", "net15", 1800, 4600, chance=0.95),
    Supplier("Anna Kowalczyk Photo", "ads", "net15", 300, 1400, chance=0.2, is_1099=True),
    Supplier("Meta Ads", "ads", "receipt", 300, 1500, chance=0.9, card="ads_card"),
    Supplier("Google Ads", "ads", "receipt", 250, 1300, chance=0.9, card="ads_card"),
    Supplier("Shopkit", "software", "receipt", 399, 399, day=3, card="amex"),
    Supplier("Mailbird", "software", "receipt", 240, 240, day=12, card="amex"),
    Supplier("Uline", "supplies", "receipt", 80, 760, chance=0.6, card="amex"),
    Supplier("Gildan Direct", "inventory", "receipt", 200, 1900, chance=0.5, card="stock_card"),
    Supplier("YKK Online", "inventory", "receipt", 60, 420, chance=0.4, card="stock_card"),
    Supplier("Costco", "supplies", "receipt", 25, 240, chance=0.5, card="visa"),
    Supplier("Deschutes Taproom", "meals", "receipt", 18, 140, chance=0.5, card="visa"),
)
AUTHORITIES = (
    ("irs", "EFTPS - Internal Revenue Service"),
    ("state_tax", "State Sales Tax (combined filing)"),
    ("lender", "High Desert Credit Union"),
)
STAFF = (
    ("Petra", "Larkspur", 98000),
    ("Olive", "Fenn", 78000),
    ("Diego", "Ríos", 64000),
    ("Hanna", "Söder", 56000),
    ("Cal", "Whitt", 47000),
    ("Iris", "Tam", 44000),
    ("Rob", "Quill", 41000),
)

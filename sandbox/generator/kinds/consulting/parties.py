"""Clients at home and abroad, associates and hotels in two currencies."""

from sandbox.generator.parties import (
    BATCH,
    ERRATIC,
    PARTIAL,
    PROMPT,
    SLOW,
    STEADY,
    Client,
    Habit,
    Standing,
    Supplier,
)

_BOS, _PVD = ("Boston", "MA", "02110"), ("Providence", "RI", "02903")
# Abroad: by bank transfer, weeks after the due date, never in part.
_ABROAD = Habit(12, 9)
_ABROAD_SLOW = Habit(34, 16, forgets=0.01)


def _advisory(amount: int) -> tuple[Standing]:
    return (Standing("advisory", amount, amount, "Advisory retainer, {month}", "strategy", carried=True),)


def _days(low: int, high: int) -> tuple[Standing]:
    return (Standing("days", low, high, "Consulting days, {month}", "operations", carried=True),)


CLIENTS = (
    Client(
        "Beacon Hill Capital",
        ("Grace", "Ives"),
        ("60 State St", *_BOS),
        "net30",
        STEADY,
        "wire",
        _advisory(19000),
        0.03,
    ),
    Client(
        "Narragansett Shipping",
        ("Cole", "Mather"),
        ("2 Pier Rd", *_PVD),
        "net30",
        SLOW,
        "check",
        _days(5000, 16000),
        0.04,
    ),
    Client(
        "Commonwealth Transit",
        ("Dee", "Walsh"),
        ("10 Park Plz", *_BOS),
        "net45",
        BATCH,
        "ach",
        _days(12000, 24000),
        0.03,
    ),
    Client(
        "Foxglove Health",
        ("Ana", "Prior"),
        ("88 Longwood", *_BOS),
        "net30",
        PROMPT,
        "ach",
        _advisory(9500),
        0.03,
    ),
    Client(
        "Quahog Cannery Co.", ("Sal", "Medeiros"), ("1 Dock Sq", *_PVD), "net30", PARTIAL, "check", (), 0.04
    ),
    Client(
        "Mill River Schools", ("Faye", "Long"), ("300 Mill St", *_PVD), "net45", ERRATIC, "check", (), 0.04
    ),
    Client(
        "Rheinhafen Logistik GmbH",
        ("Jörg", "Weiß"),
        ("Hafenstraße 4", "Duisburg", "NW", "47119"),
        "net30",
        _ABROAD,
        "wire",
        _days(8000, 15000),
        0.0,
        bank="euro",
        currency="EUR",
    ),
    Client(
        "Société Belvédère SA",
        ("Cécile", "Garnier"),
        ("9 rue du Bac", "Paris", "IDF", "75007"),
        "net45",
        _ABROAD_SLOW,
        "wire",
        _advisory(9000),
        0.0,
        bank="euro",
        currency="EUR",
    ),
    Client(
        "Azulejos Tejo, Lda.",
        ("João", "Simões"),
        ("Rua Áurea 12", "Lisboa", "LI", "1100-062"),
        "net30",
        _ABROAD,
        "wire",
        _days(3000, 7000),
        0.0,
        bank="euro",
        currency="EUR",
    ),
    Client(
        "Kärnten Holz AG",
        ("Gerda", "Moser"),
        ("Ring 7", "Klagenfurt", "K", "9020"),
        "net30",
        _ABROAD,
        "wire",
        _advisory(5000),
        0.0,
        bank="euro",
        currency="EUR",
    ),
    Client(
        "Thames & Medway Ports plc",
        ("Alistair", "Boyd"),
        ("1 Wharf Rd", "London", "LND", "E14 9SH"),
        "net30",
        _ABROAD,
        "wire",
        _days(6000, 12000),
        0.0,
        currency="GBP",
    ),
    Client(
        "Brontë Mills Ltd",
        ("Emily", "Ward"),
        ("3 Mill Ln", "Haworth", "WYK", "BD22 8DR"),
        "net45",
        _ABROAD_SLOW,
        "wire",
        _advisory(4000),
        0.0,
        currency="GBP",
    ),
)
SUPPLIERS = (
    Supplier("Milk Street Offices LLC", "rent", "receipt", 7600, 7600, day=1),
    Supplier("Eversource", "utilities", "net15", 260, 480, day=9),
    Supplier("Blue Harbor Health", "benefits", "net10", 4100, 4400, day=17),
    Supplier("Atlantic Indemnity Co.", "insurance", "net30", 1320, 1320, day=5),
    Supplier("Shaw & Teller CPAs", "professional", "net30", 800, 1700, day=11),
    Supplier(
        "Lena Fischer Beratung", "associates", "net15", 2400, 7200, chance=0.35, bank="euro", currency="EUR"
    ),
    Supplier("Escritórios do Chiado", "rent", "receipt", 1400, 1400, day=2, bank="euro", currency="EUR"),
    Supplier(
        "Studio Rossi S.r.l.", "associates", "net30", 1200, 4800, chance=0.25, bank="euro", currency="EUR"
    ),
    Supplier("Hotel Rheinblick", "field", "net15", 400, 1900, chance=0.3, bank="euro", currency="EUR"),
    Supplier("Priya Nair Associates", "associates", "net15", 2200, 7800, chance=0.4, is_1099=True),
    Supplier("Hal Brandt Research LLC", "associates", "net30", 1500, 5200, chance=0.35, is_1099=True),
    Supplier("Hal Brandt Research L.L.C", "associates", "net30", 600, 1500, chance=0.03, is_1099=True),
    Supplier("Ledgerline IT", "professional", "net30", 350, 950, chance=0.15),
    Supplier("Delta Air Lines", "field", "receipt", 320, 1900, chance=0.6, card="amex"),
    Supplier("Marriott", "field", "receipt", 190, 980, chance=0.6, card="amex"),
    Supplier("Statista", "software", "receipt", 959, 959, day=4, card="amex"),
    Supplier("Slack", "software", "receipt", 120, 120, day=12, card="visa"),
    Supplier("Notion", "software", "receipt", 96, 96, day=16, card="visa"),
    Supplier("Café Vittoria", "meals", "receipt", 12, 96, chance=0.9, card="visa"),
    Supplier("Staples", "supplies", "receipt", 20, 240, chance=0.4, card="visa"),
)
AUTHORITIES = (
    ("irs", "EFTPS - Internal Revenue Service"),
    ("ma_dor", "Massachusetts Department of Revenue"),
    ("lender", "Charles River Trust"),
)
STAFF = (
    ("Ines", "Harbour", 158000),
    ("Olive", "Lund", 142000),
    ("Viktor", "Ström", 121000),
    ("Amara", "Nwosu", 112000),
    ("Cian", "Byrne", 98000),
    ("Zsófia", "Nagy", 86000),
    ("Theo", "Marsh", 72000),
    ("Pilar", "Ibarra", 61000),
)

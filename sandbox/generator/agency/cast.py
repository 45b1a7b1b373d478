"""Who the agency deals with: clients and how they pay, vendors and their terms, the staff."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Habit:
    """How a client pays: days from the due date (average and spread), how often only part, whether in batches."""

    late_days: int
    spread: int
    partial: float = 0.0
    batch_days: tuple[int, ...] = ()
    forgets: float = 0.0


PROMPT = Habit(-6, 4)
STEADY = Habit(3, 4)
SLOW = Habit(27, 14, forgets=0.01)
ERRATIC = Habit(16, 27, forgets=0.03)
PARTIAL = Habit(6, 6, partial=0.6)
BATCH = Habit(0, 0, batch_days=(12, 27))


@dataclass(frozen=True, slots=True)
class Client:
    """A client: monthly retainer and care plan in dollars (0: none), chance of a new project in a week."""

    name: str
    contact: tuple[str, str]
    place: tuple[str, str, str, str]
    term: str
    habit: Habit
    method: str
    retainer: int = 0
    care_plan: int = 0
    project_chance: float = 0.0
    media: int = 0
    prints: bool = False


@dataclass(frozen=True, slots=True)
class Supplier:
    """A vendor: what account its bills go to, monthly or by chance, how large (dollars), its terms."""

    name: str
    account: str
    term: str
    low: int
    high: int
    chance: float = 0.0
    day: int = 0
    is_1099: bool = False
    on_card: bool = False


_TAC, _SEA = ("Tacoma", "WA", "98402"), ("Seattle", "WA", "98101")

CLIENTS = (
    Client(
        "Cascade Trail Outfitters",
        ("Dana", "Whitlock"),
        ("2210 Pacific Ave", *_TAC),
        "net30",
        STEADY,
        "ach",
        9500,
        240,
        0.05,
        prints=True,
    ),
    Client(
        "Müller & Søn Kaffe",
        ("Jürgen", "Müller"),
        ("81 Ballard Ave NW", *_SEA),
        "net30",
        PROMPT,
        "ach",
        6200,
        180,
        0.03,
        prints=True,
    ),
    Client(
        "Groß Straße Brauerei",
        ("Anneliese", "Groß"),
        ("5 Opera Alley", *_TAC),
        "net30",
        SLOW,
        "check",
        4800,
        0,
        0.04,
        prints=True,
    ),
    Client(
        "漢字スタジオ Kanji Studio",
        ("Haruka", "Sato"),
        ("640 S Jackson St", *_SEA),
        "net45",
        PROMPT,
        "wire",
        7400,
        220,
        0.04,
    ),
    Client(
        "Pinecrest Community Credit Union",
        ("Robert", "Ames"),
        ("900 Broadway", *_TAC),
        "net30",
        BATCH,
        "ach",
        12000,
        350,
        0.05,
        9000,
    ),
    Client(
        "Café Élan",
        ("Chloé", "Béranger"),
        ("1402 6th Ave", *_TAC),
        "net15",
        PARTIAL,
        "check",
        0,
        150,
        0.03,
        prints=True,
    ),
    Client(
        "Northlight Dental Group",
        ("Priya", "Raman"),
        ("3315 S 23rd St", *_TAC),
        "net30",
        STEADY,
        "card",
        5200,
        180,
        0.02,
        6500,
    ),
    Client(
        "Harrow Bridge Capital",
        ("Miles", "Harrow"),
        ("1201 3rd Ave", *_SEA),
        "net60",
        SLOW,
        "wire",
        8800,
        0,
        0.05,
    ),
    Client(
        "Olympic Solar Cooperative",
        ("Gwen", "Tanaka"),
        ("77 Thorne Rd", *_TAC),
        "net30",
        ERRATIC,
        "check",
        0,
        200,
        0.05,
        4000,
    ),
    Client(
        "Puget Legal Aid",
        ("Samuel", "Okafor"),
        ("711 Commerce St", *_TAC),
        "net45",
        BATCH,
        "check",
        3900,
        120,
        0.03,
    ),
    Client(
        "Saltwater Theatre Company",
        ("Ingrid", "Vale"),
        ("320 Market St", *_SEA),
        "net30",
        ERRATIC,
        "check",
        0,
        90,
        0.05,
        prints=True,
    ),
    Client(
        "Verdant Grocers",
        ("Luis", "Moreno"),
        ("1815 N Pearl St", *_TAC),
        "discount",
        PROMPT,
        "ach",
        11000,
        300,
        0.04,
        14000,
    ),
    Client(
        "Kestrel Robotics, Inc.",
        ("Amara", "Obi"),
        ("4000 15th Ave NE", *_SEA),
        "net45",
        STEADY,
        "wire",
        9800,
        420,
        0.06,
    ),
    Client(
        "Redhook Yoga", ("Tess", "Lind"), ("26 St Helens Ave", *_TAC), "receipt", PARTIAL, "card", 0, 75, 0.02
    ),
    Client(
        "Bright Harbor Schools Foundation",
        ("Joan", "Pell"),
        ("601 S 8th St", *_TAC),
        "net30",
        BATCH,
        "check",
        0,
        160,
        0.04,
        prints=True,
    ),
    Client(
        "O'Malley's Hardware",
        ("Fergus", "O'Malley"),
        ("3820 McKinley Ave", *_TAC),
        "month_end",
        SLOW,
        "check",
        2600,
        95,
        0.02,
        prints=True,
    ),
    Client(
        "Sørensen Marine",
        ("Nils", "Sørensen"),
        ("1 Shilshole Pl", *_SEA),
        "net30",
        STEADY,
        "ach",
        0,
        130,
        0.04,
    ),
    Client(
        "Tidewater Land Trust",
        ("Alma", "Reyes"),
        ("2119 Yakima Ave", *_TAC),
        "net30",
        PROMPT,
        "check",
        3400,
        110,
        0.03,
    ),
    Client(
        "Zephyr Bikes",
        ("Kai", "Norwood"),
        ("915 E Pike St", *_SEA),
        "net30",
        ERRATIC,
        "card",
        0,
        140,
        0.05,
        prints=True,
    ),
    Client(
        "Maritime Heritage Museum",
        ("Edith", "Crane"),
        ("705 Dock St", *_TAC),
        "net60",
        BATCH,
        "check",
        4200,
        260,
        0.04,
    ),
    Client(
        "Lumen Physical Therapy",
        ("Owen", "Baptiste"),
        ("4502 S Steele St", *_TAC),
        "net15",
        PROMPT,
        "card",
        0,
        85,
        0.02,
    ),
    Client(
        "Bluebird Childcare",
        ("Nora", "Quist"),
        ("1717 S J St", *_TAC),
        "net30",
        PARTIAL,
        "check",
        0,
        65,
        0.02,
    ),
    Client(
        "Fable & Foundry",
        ("Marcus", "Dale"),
        ("210 Occidental Ave S", *_SEA),
        "net30",
        SLOW,
        "ach",
        0,
        0,
        0.06,
    ),
    Client(
        "Ostler Property Group",
        ("Helen", "Ostler"),
        ("1102 A St", *_TAC),
        "net30",
        STEADY,
        "check",
        3000,
        190,
        0.03,
    ),
)

SUPPLIERS = (
    Supplier("Dock Street Properties LLC", "rent", "receipt", 6800, 6800, day=1),
    Supplier("City Light & Power", "power", "net15", 310, 640, day=9),
    Supplier("Rainier Fiber", "internet", "net15", 289, 289, day=14),
    Supplier("Evergreen Mutual Insurance", "insurance", "net30", 1140, 1140, day=5),
    Supplier("Cascadia Health Plans", "benefits", "net10", 5600, 5900, day=18),
    Supplier("Birch & Lowe CPAs", "professional", "net30", 850, 1400, day=11),
    Supplier("Sound Cleaning Collective", "utilities", "net15", 420, 420, day=22),
    Supplier("Meridian Outdoor Media", "media_cost", "net30", 4000, 11000, chance=0.35),
    Supplier("Signal Radio Network", "media_cost", "net30", 1800, 5200, chance=0.3),
    Supplier("Pressworks Printing Co.", "print_cost", "net30", 600, 3800, chance=0.4),
    Supplier("Renée Dubois Photography", "freelance", "net15", 900, 3600, chance=0.4, is_1099=True),
    Supplier("Tomás Ibáñez", "freelance", "net15", 1200, 4200, chance=0.45, is_1099=True),
    Supplier("Wren Copywriting", "freelance", "net30", 600, 2400, chance=0.45, is_1099=True),
    Supplier("Akiko 田中 Illustration", "freelance", "net15", 700, 2900, chance=0.35, is_1099=True),
    Supplier("Ledge Motion Graphics", "freelance", "net30", 1500, 4800, chance=0.3, is_1099=True),
    Supplier("Halyard Web Engineers", "freelance", "net30", 2200, 5600, chance=0.25, is_1099=True),
    Supplier("Paper & Peel Supply", "supplies", "net30", 90, 480, chance=0.3),
    Supplier("Northwest IT Partners", "professional", "net30", 300, 900, chance=0.12),
    Supplier("Adobe", "software", "receipt", 660, 660, day=3, on_card=True),
    Supplier("Figma", "software", "receipt", 180, 180, day=6, on_card=True),
    Supplier("Google Workspace", "software", "receipt", 216, 216, day=2, on_card=True),
    Supplier("Slack", "software", "receipt", 105, 105, day=12, on_card=True),
    Supplier("Dropbox", "software", "receipt", 240, 240, day=17, on_card=True),
    Supplier("Webflow", "software", "receipt", 312, 312, day=21, on_card=True),
    Supplier("HubSpot", "software", "receipt", 890, 890, day=24, on_card=True),
    Supplier("Amazon", "supplies", "receipt", 18, 260, chance=0.75, on_card=True),
    Supplier("Alaska Airlines", "travel", "receipt", 180, 640, chance=0.14, on_card=True),
    Supplier("Amtrak Cascades", "travel", "receipt", 44, 120, chance=0.2, on_card=True),
    Supplier("Olive Branch Bistro", "meals", "receipt", 28, 190, chance=0.8, on_card=True),
    Supplier("Bean & Barrel", "meals", "receipt", 9, 46, chance=0.95, on_card=True),
    Supplier("Lyft", "travel", "receipt", 12, 58, chance=0.7, on_card=True),
    Supplier("Stock Frame", "software", "receipt", 29, 199, chance=0.45, on_card=True),
    Supplier("Harbor Office Supply", "supplies", "receipt", 22, 310, chance=0.5, on_card=True),
)

AGENCIES = (
    ("irs", "EFTPS - Internal Revenue Service"),
    ("wa_esd", "Washington Employment Security"),
    ("wa_dor", "Washington Department of Revenue"),
    ("lender", "Commencement Bay Bank"),
)

# first name, last name, yearly salary in dollars
STAFF = (
    ("Olive", "Harper", 132000),
    ("Jonas", "Weiß", 118000),
    ("Mei", "Lindqvist", 104000),
    ("Tobias", "Grant", 96000),
    ("Renata", "Álvarez", 91000),
    ("Caleb", "Stone", 84000),
    ("Noor", "Haddad", 82000),
    ("Sigrid", "Bakke", 78000),
    ("Desmond", "Fry", 74000),
    ("Lucía", "Paredes", 69000),
    ("Ewan", "Kerr", 62000),
    ("Pia", "Novak", 54000),
)

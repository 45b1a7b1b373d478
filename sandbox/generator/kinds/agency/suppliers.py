"""The agency's suppliers, tax offices and staff."""

from sandbox.generator.parties import Supplier

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
    Supplier("Adobe", "software", "receipt", 660, 660, day=3, card="visa"),
    Supplier("Figma", "software", "receipt", 180, 180, day=6, card="visa"),
    Supplier("Google Workspace", "software", "receipt", 216, 216, day=2, card="visa"),
    Supplier("Slack", "software", "receipt", 105, 105, day=12, card="visa"),
    Supplier("Dropbox", "software", "receipt", 240, 240, day=17, card="visa"),
    Supplier("Webflow", "software", "receipt", 312, 312, day=21, card="visa"),
    Supplier("HubSpot", "software", "receipt", 890, 890, day=24, card="visa"),
    Supplier("Amazon", "supplies", "receipt", 18, 260, chance=0.75, card="visa"),
    Supplier("Alaska Airlines", "travel", "receipt", 180, 640, chance=0.14, card="visa"),
    Supplier("Amtrak Cascades", "travel", "receipt", 44, 120, chance=0.2, card="visa"),
    Supplier("Olive Branch Bistro", "meals", "receipt", 28, 190, chance=0.8, card="visa"),
    Supplier("Bean & Barrel", "meals", "receipt", 9, 46, chance=0.95, card="visa"),
    Supplier("Lyft", "travel", "receipt", 12, 58, chance=0.7, card="visa"),
    Supplier("Stock Frame", "software", "receipt", 29, 199, chance=0.45, card="visa"),
    Supplier("Harbor Office Supply", "supplies", "receipt", 22, 310, chance=0.5, card="visa"),
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

"""What every kind of company does: how it begins, how its days go by, what happens to it now and then."""

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

BEGINS = (open_parties, open_balances, open_templates, open_invoices)
WORK = (sell, bank_checks, spend, pay_staff)
MONEY = (pay_cards, move_money)
DAYS = (*WORK, *MONEY)
INCIDENTS = incidents.ORDINARY
INCIDENTS_AND_SLIPS = (*incidents.ORDINARY, *SLIPS)

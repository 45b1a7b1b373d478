"""What RowCol itself knows: firms, the businesses they advise, people, and the trail of what was done."""

from core.models.access import Invitation, Membership, Role
from core.models.audit import AuditChain, AuditEntry
from core.models.company import CompanyInfo, ExchangeRate, Preferences, RecurringTransaction, Term
from core.models.digest_stop import DigestStop
from core.models.firm import Business, Firm
from core.models.person import User, UserManager

__all__ = [
    "AuditChain",
    "AuditEntry",
    "Business",
    "CompanyInfo",
    "DigestStop",
    "ExchangeRate",
    "Firm",
    "Invitation",
    "Membership",
    "Preferences",
    "RecurringTransaction",
    "Role",
    "Term",
    "User",
    "UserManager",
]

"""Who is told of alerts: a business's firm admins and the operators; of an end, whoever was told the beginning."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.conf import settings

from core.models import Business, Membership, Role, User
from sync.models import Alert

Readers = Mapping[int, frozenset[str]]


def readers_of(alerts: Collection[Alert]) -> Readers:
    """E-mail addresses by primary key of the alert. At most two queries, however many alerts."""
    admins = _admins({alert.business for alert in alerts if alert.business and alert.resolved_at is None})
    operators = _operators()
    return {alert.pk: _readers(alert, operators, admins) for alert in alerts}


def _readers(
    alert: Alert, operators: frozenset[str], admins: Mapping[int | None, set[str]]
) -> frozenset[str]:
    if alert.resolved_at is not None:
        return frozenset(alert.told)
    return operators | admins.get(alert.business_id, set())


def _operators() -> frozenset[str]:
    """Those that the configuration names; where it names nobody, staff, so that somebody is told."""
    if settings.ALERT_EMAILS:
        return frozenset(settings.ALERT_EMAILS)
    return frozenset(User.objects.filter(is_staff=True, is_active=True).values_list("email", flat=True))


def _admins(businesses: Collection[Business]) -> Mapping[int | None, set[str]]:
    """Firm admins by business: of all of the firm, or of the business alone."""
    found: dict[int | None, set[str]] = defaultdict(set)
    firms = {business.firm_id for business in businesses}
    held = Membership.objects.filter(role=Role.FIRM_ADMIN, firm__in=firms, user__is_active=True)
    rows = list(held.values_list("firm_id", "business_id", "user__email"))
    for business in businesses:
        for firm_id, business_id, email in rows:
            if firm_id == business.firm_id and business_id in (None, business.pk):
                found[business.pk].add(email)
    return found

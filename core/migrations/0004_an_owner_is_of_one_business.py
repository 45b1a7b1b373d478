"""An owner is the client of one business: whoever was made owner of a whole firm is no longer, and can be invited anew.

In a firm of one business that business is meant.
"""

from typing import Any

from django.db import migrations, models


def name_the_business(apps: Any, _schema: Any) -> None:
    Membership, Business = apps.get_model("core", "Membership"), apps.get_model("core", "Business")
    for held in Membership.objects.filter(role="owner", business=None).select_related("user", "firm"):
        only = list(Business.objects.filter(firm=held.firm)[:2])
        there = Membership.objects.filter(user=held.user, firm=held.firm, business__in=only)
        if len(only) == 1 and not there.exists():
            held.business = only[0]
            held.save(update_fields=["business"])
        else:
            held.delete()
        _note(apps, "owner of a whole firm ended", held.user.email, held.firm.slug)


def withdraw_the_links(apps: Any, _schema: Any) -> None:
    waiting = {"role": "owner", "business": None, "accepted_at": None, "withdrawn_at": None}
    for invitation in apps.get_model("core", "Invitation").objects.filter(**waiting).select_related("firm"):
        invitation.withdrawn_at = invitation.sent_at
        invitation.save(update_fields=["withdrawn_at"])
        _note(apps, "invitation withdrawn", invitation.email, invitation.firm.slug)


def _note(apps: Any, action: str, subject: str, firm: str) -> None:
    apps.get_model("core", "AuditEntry").objects.create(
        actor="migration", action=action, subject=subject, detail={"firm": firm, "role": "owner"}
    )


class Migration(migrations.Migration):
    dependencies = [("core", "0003_invitations")]

    operations = [
        migrations.RunPython(name_the_business, migrations.RunPython.noop),
        migrations.RunPython(withdraw_the_links, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=~models.Q(role="owner") | models.Q(business__isnull=False),
                name="core_membership_owner_of_one",
                violation_error_message="An owner is the client of one business. Choose the business.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=~models.Q(role="owner")
                | models.Q(business__isnull=False)
                | models.Q(accepted_at__isnull=False)
                | models.Q(withdrawn_at__isnull=False),
                name="core_invitation_owner_of_one",
                violation_error_message="An owner is the client of one business. Choose the business.",
            ),
        ),
    ]

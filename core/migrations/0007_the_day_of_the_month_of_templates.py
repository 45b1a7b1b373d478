"""Templates tell on which day of the month they post; those read before have it in what QBO gave of them."""

from django.db import migrations, models

FILL = """
UPDATE core_recurringtransaction
SET day_of_month = (jsonb_path_query_first(payload, '$.*.RecurringInfo.ScheduleInfo.DayOfMonth') #>> '{}')::integer
WHERE jsonb_path_query_first(payload, '$.*.RecurringInfo.ScheduleInfo.DayOfMonth') #>> '{}' ~ '^[0-9]{1,2}$'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_who_does_not_want_the_digest"),
    ]

    operations = [
        migrations.AddField(
            model_name="recurringtransaction",
            name="day_of_month",
            field=models.IntegerField(null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]

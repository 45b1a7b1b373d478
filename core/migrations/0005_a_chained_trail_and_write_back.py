"""The audit trail becomes chains, one a business, in the order in which it was written; write-back is off everywhere."""

from django.db import migrations, models

# The canonical form and why it is so: core/trail.py, which computes it a second time, on its own.
FUNCTIONS = """
CREATE FUNCTION core_audit_part(value text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT convert_to(octet_length(convert_to(coalesce(value, ''), 'UTF8')) || ':' || coalesce(value, '') || ',', 'UTF8')
$$;
CREATE FUNCTION core_audit_hash(entry core_auditentry) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(
    core_audit_part(entry.previous) || core_audit_part(entry.position::text)
    || core_audit_part(entry.business_id::text)
    || core_audit_part(to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'))
    || core_audit_part(entry.actor) || core_audit_part(entry.action) || core_audit_part(entry.subject)
    || core_audit_part(entry.detail::text)), 'hex')
$$;
CREATE FUNCTION core_audit_appends() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  chain core_auditchain;
BEGIN
  INSERT INTO core_auditchain AS held (business_id, length, head) VALUES (NEW.business_id, 0, repeat('0', 64))
  ON CONFLICT (business_id) DO UPDATE SET length = held.length
  RETURNING * INTO chain;  -- its row's lock is ours until the transaction ends: whoever comes next waits, and sees us
  NEW.position := chain.length + 1;
  NEW.previous := chain.head;
  NEW.hash := core_audit_hash(NEW);
  UPDATE core_auditchain SET length = NEW.position, head = NEW.hash WHERE id = chain.id;
  RETURN NEW;
END $$;
CREATE FUNCTION core_audit_chain_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'the chains of the audit trail are kept by its trigger: % refused', TG_OP
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
"""

CHAIN = """
ALTER TABLE core_auditentry DISABLE TRIGGER core_audit_append_only;
DO $$
DECLARE
  one core_auditentry;
  chain core_auditchain;
BEGIN
  FOR one IN SELECT * FROM core_auditentry ORDER BY id LOOP
    INSERT INTO core_auditchain AS held (business_id, length, head) VALUES (one.business_id, 0, repeat('0', 64))
    ON CONFLICT (business_id) DO UPDATE SET length = held.length
    RETURNING * INTO chain;
    one.position := chain.length + 1;
    one.previous := chain.head;
    one.hash := core_audit_hash(one);
    UPDATE core_auditentry SET position = one.position, previous = one.previous, hash = one.hash WHERE id = one.id;
    UPDATE core_auditchain SET length = one.position, head = one.hash WHERE id = chain.id;
  END LOOP;
END $$;
ALTER TABLE core_auditentry ENABLE TRIGGER core_audit_append_only;
"""

TRIGGERS = """
CREATE TRIGGER core_audit_appends BEFORE INSERT ON core_auditentry
FOR EACH ROW EXECUTE FUNCTION core_audit_appends();
CREATE TRIGGER core_audit_chain_kept BEFORE INSERT OR UPDATE OR DELETE ON core_auditchain
FOR EACH ROW EXECUTE FUNCTION core_audit_chain_refuses();
"""

NO_FUNCTIONS = """
DROP FUNCTION core_audit_hash(core_auditentry);
DROP FUNCTION core_audit_part(text);
DROP FUNCTION core_audit_appends();
DROP FUNCTION core_audit_chain_refuses();
"""

NO_TRIGGERS = """
DROP TRIGGER core_audit_appends ON core_auditentry;
DROP TRIGGER core_audit_chain_kept ON core_auditchain;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0004_an_owner_is_of_one_business")]

    operations = [
        migrations.AddField(
            "business",
            "write_back",
            models.BooleanField(
                default=False,
                help_text="Whether decisions may be carried out in QuickBooks; QBO_WRITE_BACK must allow it too.",
            ),
        ),
        migrations.CreateModel(
            "AuditChain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("business_id", models.BigIntegerField(null=True)),
                ("length", models.BigIntegerField(default=0)),
                ("head", models.CharField(max_length=64)),
            ],
        ),
        migrations.AddConstraint(
            "auditchain",
            models.UniqueConstraint(
                fields=["business_id"], name="core_audit_chain_once", nulls_distinct=False
            ),
        ),
        migrations.AddField(
            "auditentry",
            "position",
            models.BigIntegerField(db_default=0, editable=False, help_text="Place in its chain, from 1."),
        ),
        migrations.AddField(
            "auditentry", "previous", models.CharField(db_default="", editable=False, max_length=64)
        ),
        migrations.AddField(
            "auditentry", "hash", models.CharField(db_default="", editable=False, max_length=64)
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        migrations.RunSQL(CHAIN, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        migrations.AddConstraint(
            "auditentry",
            models.UniqueConstraint(
                fields=["business_id", "position"], name="core_audit_one_chain", nulls_distinct=False
            ),
        ),
    ]

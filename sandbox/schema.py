"""The tables of the data folder. Bodies lie in insertion order; the indexes alone answer paging and CDC."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS company (
  realm TEXT PRIMARY KEY, kind TEXT NOT NULL, seed INTEGER NOT NULL, name TEXT NOT NULL,
  created_at INTEGER NOT NULL);

CREATE TABLE IF NOT EXISTS object (
  realm TEXT NOT NULL, entity TEXT NOT NULL, id TEXT NOT NULL,
  sync_token INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  active INTEGER NOT NULL DEFAULT 1, deleted INTEGER NOT NULL DEFAULT 0,
  seq INTEGER NOT NULL, body BLOB NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS object_key ON object (realm, entity, id);
-- active and deleted ride along so that skipping to a deep page never touches a body
CREATE INDEX IF NOT EXISTS object_updated ON object (realm, entity, updated_at, seq, deleted, active);
CREATE INDEX IF NOT EXISTS object_seq ON object (realm, entity, seq, deleted, active);

CREATE TABLE IF NOT EXISTS sequence (
  realm TEXT NOT NULL, space TEXT NOT NULL, next INTEGER NOT NULL, PRIMARY KEY (realm, space)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS posting (
  realm TEXT NOT NULL, entity TEXT NOT NULL, txn_id TEXT NOT NULL, line INTEGER NOT NULL,
  on_day TEXT NOT NULL, account_id TEXT NOT NULL,
  party_type TEXT NOT NULL DEFAULT '', party_id TEXT NOT NULL DEFAULT '', cents INTEGER NOT NULL,
  foreign_cents INTEGER);
CREATE INDEX IF NOT EXISTS posting_document ON posting (realm, entity, txn_id);
CREATE INDEX IF NOT EXISTS posting_account ON posting (realm, account_id, party_id, on_day, cents);

CREATE TABLE IF NOT EXISTS application (
  realm TEXT NOT NULL, from_entity TEXT NOT NULL, from_id TEXT NOT NULL,
  to_entity TEXT NOT NULL, to_id TEXT NOT NULL, party_id TEXT NOT NULL,
  cents INTEGER NOT NULL, on_day TEXT NOT NULL, home_cents INTEGER,
  PRIMARY KEY (realm, from_entity, from_id, to_entity, to_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS application_to ON application (realm, to_entity, to_id);
CREATE TABLE IF NOT EXISTS name (
  realm TEXT NOT NULL, space TEXT NOT NULL, name TEXT NOT NULL, entity TEXT NOT NULL, id TEXT NOT NULL,
  PRIMARY KEY (realm, space, name)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS name_owner ON name (realm, entity, id);

CREATE TABLE IF NOT EXISTS setting (
  realm TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (realm, name)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS auth_code (
  code TEXT PRIMARY KEY, client_id TEXT NOT NULL, realm TEXT NOT NULL, redirect_uri TEXT NOT NULL,
  scope TEXT NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER);
CREATE TABLE IF NOT EXISTS auth_grant (
  id INTEGER PRIMARY KEY, client_id TEXT NOT NULL, realm TEXT NOT NULL, scope TEXT NOT NULL,
  granted_at INTEGER NOT NULL, code TEXT NOT NULL, revoked_at INTEGER);
CREATE TABLE IF NOT EXISTS auth_token (
  value TEXT PRIMARY KEY, grant_id INTEGER NOT NULL, kind TEXT NOT NULL, issued_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL, replaced_at INTEGER);
CREATE INDEX IF NOT EXISTS auth_token_grant ON auth_token (grant_id, kind);

CREATE TABLE IF NOT EXISTS replay (
  realm TEXT NOT NULL, request_id TEXT NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (realm, request_id)) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS office (realm TEXT PRIMARY KEY, next_at REAL NOT NULL, state BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS office_next ON office (next_at);

CREATE TABLE IF NOT EXISTS webhook_subscription (
  one INTEGER PRIMARY KEY DEFAULT 1 CHECK (one = 1),
  url TEXT NOT NULL, verifier TEXT NOT NULL, format TEXT NOT NULL, content_type TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS webhook_event (
  seq INTEGER PRIMARY KEY, event_id TEXT NOT NULL, realm TEXT NOT NULL, entity TEXT NOT NULL,
  entity_id TEXT NOT NULL, operation TEXT NOT NULL, at REAL NOT NULL, deleted_id TEXT NOT NULL,
  due_at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS webhook_event_due ON webhook_event (due_at, seq);
CREATE TABLE IF NOT EXISTS webhook_delivery (
  id INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL, format TEXT NOT NULL, events INTEGER NOT NULL,
  made_at REAL NOT NULL, attempts INTEGER NOT NULL, next_at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS webhook_delivery_due ON webhook_delivery (next_at);
CREATE TABLE IF NOT EXISTS webhook_attempt (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, delivery_id INTEGER NOT NULL, events INTEGER NOT NULL,
  at REAL NOT NULL, status INTEGER NOT NULL, seconds REAL NOT NULL, error TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS webhook_count (name TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
"""

# columns that came later than the books of some folders
ADDED = (("posting", "foreign_cents"), ("application", "home_cents"))

/** The schema, one entry per release that changed it; a database counts in `user_version` how many it has seen. */
export const migrations: readonly string[] = [
  /* sql */ `
-- The small resource types (list, metric, tag, job …). attributes: JSON in wire order, as a read shows it.
-- internal: JSON that is never shown (the payload of a job, say). Times are microseconds since 1970.
CREATE TABLE resource (
  seq        INTEGER PRIMARY KEY,
  type       TEXT NOT NULL,
  id         TEXT NOT NULL,
  created    INTEGER NOT NULL,
  updated    INTEGER NOT NULL,
  attributes TEXT NOT NULL,
  internal   TEXT NOT NULL DEFAULT '{}',
  UNIQUE (type, id)
);
-- sort=created and sort=updated, and the date filters
CREATE INDEX resource_created ON resource (type, created, id);
CREATE INDEX resource_updated ON resource (type, updated, id);
-- equals(name,…), sort=name, and metrics by name
CREATE INDEX resource_name ON resource (type, ifnull(attributes ->> '$.name', ''), id);

-- Relationships between small resources, in the order in which they were given.
CREATE TABLE linkage (
  type         TEXT NOT NULL,
  id           TEXT NOT NULL,
  relationship TEXT NOT NULL,
  to_type      TEXT NOT NULL,
  to_id        TEXT NOT NULL,
  position     INTEGER NOT NULL,
  PRIMARY KEY (type, id, relationship, to_type, to_id)
) WITHOUT ROWID;
CREATE INDEX linkage_reverse ON linkage (to_type, to_id, type, relationship, id);
CREATE INDEX linkage_order ON linkage (type, id, relationship, position, to_id);

-- Profiles. attributes: JSON in wire order; consent: JSON per channel, see consent.ts. email: '' for none, because
-- a page sorted by it must begin behind a cursor without reading what comes before.
CREATE TABLE profile (
  seq          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  email        TEXT NOT NULL DEFAULT '',
  created      INTEGER NOT NULL,
  updated      INTEGER NOT NULL,
  attributes   TEXT NOT NULL,
  consent      TEXT NOT NULL DEFAULT '{}',
  predictions  TEXT
);
CREATE INDEX profile_email ON profile (email, id);
CREATE INDEX profile_created ON profile (created, id);
CREATE INDEX profile_updated ON profile (updated, id);

-- By what a profile is found: email (primary and secondary), phone_number, external_id, anonymous_id, _kx.
CREATE TABLE identifier (
  kind       TEXT NOT NULL,
  value      TEXT NOT NULL,
  profile_id TEXT NOT NULL,
  PRIMARY KEY (kind, value)
) WITHOUT ROWID;
CREATE INDEX identifier_profile ON identifier (profile_id);

-- E-mail suppressions; list_id '' is the global one. A profile can carry several.
CREATE TABLE suppression (
  profile_id TEXT NOT NULL,
  list_id    TEXT NOT NULL,
  reason     TEXT NOT NULL,
  timestamp  INTEGER NOT NULL,
  PRIMARY KEY (profile_id, list_id, reason)
) WITHOUT ROWID;
CREATE INDEX suppression_time ON suppression (list_id, timestamp, profile_id);
CREATE INDEX suppression_reason ON suppression (list_id, reason, timestamp, profile_id);

-- Members of lists and segments.
CREATE TABLE membership (
  group_id   TEXT NOT NULL,
  profile_id TEXT NOT NULL,
  joined     INTEGER NOT NULL,
  PRIMARY KEY (group_id, profile_id)
) WITHOUT ROWID;
CREATE INDEX membership_joined ON membership (group_id, joined, profile_id);
CREATE INDEX membership_profile ON membership (profile_id, group_id);

CREATE TABLE push_token (
  seq               INTEGER PRIMARY KEY,
  id                TEXT NOT NULL UNIQUE,
  profile_id        TEXT NOT NULL,
  enablement_status TEXT NOT NULL,
  platform          TEXT NOT NULL,
  created           INTEGER NOT NULL,
  updated           INTEGER NOT NULL,
  attributes        TEXT NOT NULL
);
CREATE INDEX push_token_profile ON push_token (profile_id, id);
CREATE INDEX push_token_status ON push_token (enablement_status, id);
CREATE INDEX push_token_platform ON push_token (platform, id);

-- Events. timestamp: seconds; seq grows with ingestion and breaks ties; attributes: JSON in wire order.
CREATE TABLE event (
  seq        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  metric_id  TEXT NOT NULL,
  profile_id TEXT NOT NULL,
  timestamp  INTEGER NOT NULL,
  unique_id  TEXT NOT NULL,
  value      REAL,
  attributes TEXT NOT NULL
);
-- first one wins: the key of deduplication
CREATE UNIQUE INDEX event_unique ON event (profile_id, metric_id, unique_id);
CREATE INDEX event_time ON event (timestamp, seq);
-- lists by metric, and everything that metric-aggregates reads
CREATE INDEX event_metric ON event (metric_id, timestamp, seq, profile_id, value);
CREATE INDEX event_profile ON event (profile_id, timestamp, seq);
CREATE INDEX event_profile_metric ON event (profile_id, metric_id, timestamp, seq);

-- Work that is due later; run in order of due, then seq.
CREATE TABLE schedule (
  seq     INTEGER PRIMARY KEY,
  due     INTEGER NOT NULL,
  kind    TEXT NOT NULL,
  payload TEXT NOT NULL
);
CREATE INDEX schedule_due ON schedule (due, seq);

-- What Klaviyo keeps per account (entitlements, default opt-in …), as JSON values; see settings.ts.
CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
`,
  /* sql */ `
-- Image files, by the last part of their URL; what is told of an image is a resource.
CREATE TABLE image_file (
  name   TEXT PRIMARY KEY,
  format TEXT NOT NULL,
  bytes  BLOB NOT NULL
);
`,
  /* sql */ `
-- OAuth: codes that wait to be exchanged, what apps were granted, and the access tokens of each grant. hash, id: SHA-256 of
-- the code, the access token, the refresh token; none of them is kept itself. Times are microseconds.
CREATE TABLE oauth_code (
  hash         TEXT PRIMARY KEY,
  client_id    TEXT NOT NULL,
  redirect_uri TEXT NOT NULL,
  challenge    TEXT NOT NULL,
  scope        TEXT NOT NULL,
  expires      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE oauth_grant (
  id        TEXT PRIMARY KEY,
  client_id TEXT NOT NULL,
  scope     TEXT NOT NULL,
  used      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE oauth_token (
  hash     TEXT PRIMARY KEY,
  grant_id TEXT NOT NULL,
  issued   INTEGER NOT NULL,
  expires  INTEGER NOT NULL
) WITHOUT ROWID;
-- the tokens that one grant gave in the last minute
CREATE INDEX oauth_token_grant ON oauth_token (grant_id, issued);
CREATE INDEX oauth_token_expires ON oauth_token (expires);
`,
  /* sql */ `
-- Memberships of lists and segments that ended. A profile that is deleted or merged leaves none.
CREATE TABLE past_membership (
  seq      INTEGER PRIMARY KEY,
  group_id TEXT NOT NULL,
  joined   INTEGER NOT NULL,
  ended    INTEGER NOT NULL
);
-- who joined, and who left, in a span of time
CREATE INDEX past_membership_joined ON past_membership (group_id, joined);
CREATE INDEX past_membership_ended ON past_membership (group_id, ended);
`,
  /* sql */ `
-- Translations by channel and by the type of what they translate, which is how their ids begin.
CREATE INDEX translation_channel ON resource (attributes ->> '$.channel', id) WHERE type = 'translation';
CREATE INDEX translation_type ON resource (substr(id, 1, instr(id, '::') - 1), id) WHERE type = 'translation';
`,
  /* sql */ `
-- What web feeds last gave, beside the resource, because it is large. content: JSON; asked, failing_since: microseconds.
CREATE TABLE web_feed_content (
  feed_id       TEXT PRIMARY KEY,
  content       TEXT NOT NULL,
  asked         INTEGER NOT NULL,
  failing_since INTEGER
) WITHOUT ROWID;
`,
  /* sql */ `
-- Codes of coupons. profile_id: who was given the code. expires_at: microseconds. attributes: JSON in wire order.
CREATE TABLE coupon_code (
  seq        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  coupon_id  TEXT NOT NULL,
  profile_id TEXT,
  status     TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  attributes TEXT NOT NULL
);
-- the codes of a coupon, and with a status, in the order in which they were made
CREATE INDEX coupon_code_coupon ON coupon_code (coupon_id, seq);
CREATE INDEX coupon_code_status ON coupon_code (coupon_id, status, seq);
CREATE INDEX coupon_code_profile ON coupon_code (profile_id, seq) WHERE profile_id IS NOT NULL;

-- jobs by status, newest first, and how many are under way
CREATE INDEX resource_status ON resource (type, attributes ->> '$.status', created, id)
  WHERE attributes ->> '$.status' IS NOT NULL;
`,
  /* sql */ `
-- Profiles whose segments are to be worked out before the transaction ends; see profile-changes.ts.
CREATE TABLE changed_profile (
  profile_id TEXT PRIMARY KEY
) WITHOUT ROWID;
-- segments by is_active
CREATE INDEX segment_active ON resource (attributes ->> '$.is_active', id) WHERE type = 'segment';
`,
  /* sql */ `
-- Flows by what their lists filter and sort by.
CREATE INDEX flow_status ON resource (type, ifnull(attributes ->> '$.status', ''), id) WHERE type = 'flow';
CREATE INDEX flow_trigger_type ON resource (type, ifnull(attributes ->> '$.trigger_type', ''), id) WHERE type = 'flow';
CREATE INDEX flow_archived ON resource (type, ifnull(attributes ->> '$.archived', 0), id) WHERE type = 'flow';

-- Numbers that only grow: the last one given out, by what it numbers.
CREATE TABLE sequence (
  name TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) WITHOUT ROWID;
`,
  /* sql */ `
-- Campaigns and their messages by name, messages by status.
CREATE INDEX campaign_name ON resource (type, ifnull(attributes ->> '$.definition.name', ''), id)
  WHERE type = 'campaign';
CREATE INDEX campaign_message_name ON resource (type, ifnull(attributes ->> '$.definition.name', ''), id)
  WHERE type = 'campaign-message';
CREATE INDEX campaign_message_status ON resource (type, ifnull(attributes ->> '$.definition.status', ''), id)
  WHERE type = 'campaign-message';
`,
  /* sql */ `
-- Events of messages, for reports: all that they count stands in the index.
CREATE INDEX event_message ON event (
  metric_id, timestamp, profile_id,
  attributes ->> '$.event_properties."$message"',
  attributes ->> '$.event_properties."$flow"',
  attributes ->> '$.event_properties."$variation"'
) WHERE attributes ->> '$.event_properties."$message"' IS NOT NULL;

-- What counts as a touch of a message, and for how many seconds; see attributions.ts.
CREATE TABLE touch_window (
  metric  TEXT PRIMARY KEY,
  channel TEXT NOT NULL,
  seconds INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO touch_window VALUES
  ('Opened Email', 'email', 432000), ('Clicked Email', 'email', 432000),
  ('Clicked Text Message', 'sms', 432000), ('Clicked SMS', 'sms', 432000), ('Opened Text', 'sms', 86400),
  ('Received Text Message', 'sms', 43200), ('Received SMS', 'sms', 43200),
  ('Opened Push', 'push-notification', 86400),
  ('Clicked WhatsApp', 'whatsapp', 432000), ('Opened WhatsApp', 'whatsapp', 43200);
CREATE VIEW touch_metric AS
  SELECT r.id AS metric_id, w.channel, w.seconds
  FROM touch_window w CROSS JOIN resource r ON r.type = 'metric' AND ifnull(r.attributes ->> '$.name', '') = +w.metric
  WHERE r.attributes ->> '$.integration.key' = 'klaviyo';
`,
  /* sql */ `
-- variants by sku; items and variants by whether they are published
CREATE INDEX catalog_variant_sku ON resource (attributes ->> '$.sku', created, id) WHERE type = 'catalog-variant';
CREATE INDEX catalog_variant_published ON resource (attributes ->> '$.published', created, id)
  WHERE type = 'catalog-variant';
CREATE INDEX catalog_item_published ON resource (attributes ->> '$.published', created, id) WHERE type = 'catalog-item';
`,
  /* sql */ `
-- Custom objects. What came in, as it came: schemas that become active later are filled from here.
CREATE TABLE data_source_record (
  seq       INTEGER PRIMARY KEY,
  source_id TEXT NOT NULL,
  record    TEXT NOT NULL
);
CREATE INDEX data_source_record_source ON data_source_record (source_id, seq);

-- Which schema is what to its object type: the draft, the current one, or a past one. What a schema says is a resource.
CREATE TABLE object_schema (
  seq            INTEGER PRIMARY KEY,
  id             TEXT NOT NULL UNIQUE,
  object_type_id TEXT NOT NULL,
  mapping_id     TEXT NOT NULL UNIQUE,
  state          TEXT NOT NULL
);
CREATE INDEX object_schema_type ON object_schema (object_type_id, state, seq);

-- Relationships of a schema: to another schema, or to profiles (related_schema_id and related_type_id 'profile'). A
-- relationship keeps its id from one version of the schema to the next.
CREATE TABLE object_relationship (
  seq               INTEGER PRIMARY KEY,
  schema_id         TEXT NOT NULL,
  id                TEXT NOT NULL,
  related_schema_id TEXT NOT NULL,
  related_type_id   TEXT NOT NULL,
  name              TEXT NOT NULL,
  description       TEXT NOT NULL,
  UNIQUE (schema_id, id)
);
CREATE INDEX object_relationship_related ON object_relationship (related_type_id, schema_id);

-- Object records. properties: JSON by the id of the property in the schema. object-records.ts says how to ask for them.
CREATE TABLE object_record (
  id             TEXT PRIMARY KEY,
  object_type_id TEXT NOT NULL,
  properties     TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX object_record_type ON object_record (object_type_id, id);

-- What records are linked with by a relationship: profiles, or records of another type, which may come later.
CREATE TABLE object_record_link (
  relationship_id TEXT NOT NULL,
  record_id       TEXT NOT NULL,
  related_id      TEXT NOT NULL,
  PRIMARY KEY (relationship_id, record_id, related_id)
) WITHOUT ROWID;
CREATE INDEX object_record_link_related ON object_record_link (related_id, relationship_id, record_id);
CREATE INDEX object_record_link_record ON object_record_link (record_id);

-- Records that could not be taken. record_id: without the type, null where there was none.
CREATE TABLE object_ingestion_log (
  id             TEXT PRIMARY KEY,
  object_type_id TEXT NOT NULL,
  record_id      TEXT,
  status         TEXT NOT NULL,
  timestamp      INTEGER NOT NULL,
  attributes     TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX object_ingestion_log_time ON object_ingestion_log (object_type_id, timestamp, id);
CREATE INDEX object_ingestion_log_status ON object_ingestion_log (object_type_id, status, timestamp, id);
CREATE INDEX object_ingestion_log_record ON object_ingestion_log (object_type_id, record_id, timestamp, id);
CREATE INDEX object_ingestion_log_age ON object_ingestion_log (timestamp);
`,
  /* sql */ `
-- Reviews by what their lists filter and sort by.
CREATE INDEX review_rating ON resource (ifnull(attributes ->> '$.rating', 0), id) WHERE type = 'review';
CREATE INDEX review_status ON resource (attributes ->> '$.status.value', created, id) WHERE type = 'review';
CREATE INDEX review_type ON resource (attributes ->> '$.review_type', created, id) WHERE type = 'review';
`,
  /* sql */ `
-- What an account is in beside its content: its clock, and how far its ids are; see account-images.ts. JSON.
CREATE TABLE sandbox_state (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
`,
]

-- PSH10, AUT1: a registration has a private channel of its own, `reg:9`, with two records: its
-- standing, `reg:9`, and the count of what concerned its owner, `me:9`. Rows made before stood in the
-- channel of the sale; a node that watches nothing of them loses nothing by the move.
UPDATE "change" SET "channel" = "key", "xid" = pg_current_xact_id()::text::bigint
  WHERE "key" LIKE 'reg:%';

INSERT INTO "change" ("key", "version", "channel", "gone", "xid")
  SELECT 'me:' || "id", 1, 'reg:' || "id", false, pg_current_xact_id()::text::bigint
    FROM "registration";

-- What a feed that was removed was called: what it told stays known, and sources name it.
CREATE TABLE "removed_feed" (
    "id" INTEGER NOT NULL,
    "appliance_id" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "removed_by" TEXT NOT NULL,
    "removed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "removed_feed_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "removed_feed" ADD CONSTRAINT "removed_feed_appliance_id_fkey" FOREIGN KEY ("appliance_id") REFERENCES "appliance"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "removed_feed_appliance_id_idx" ON "removed_feed"("appliance_id");

-- Of those that were removed before, the audit log knows.
INSERT INTO "removed_feed" ("id", "appliance_id", "type", "name", "removed_by", "removed_at")
SELECT DISTINCT ON (u."subject_id") u."subject_id"::int, u."appliance_id", u."before"->>'type', u."before"->>'name', u."actor_name", u."at"
  FROM "audit" u JOIN "appliance" a ON a."id" = u."appliance_id"
 WHERE u."deed" = 'feed.remove' AND u."subject_type" = 'feed' AND u."before"->>'type' IS NOT NULL AND u."before"->>'name' IS NOT NULL
 ORDER BY u."subject_id", u."at" DESC;

-- A proposal keeps which feed noticed it, as sightings and imports do.
ALTER TABLE "release_proposal" DROP CONSTRAINT "release_proposal_feed_id_fkey";

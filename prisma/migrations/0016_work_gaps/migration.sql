-- A person's decision that the attempts of a client that failed so far do not hold it back any more: those up to this fence. The ledger
-- of slots stays as it is.
CREATE TABLE "slot_retry" (
    "id" SERIAL NOT NULL,
    "client_id" INTEGER NOT NULL,
    "rollout_id" INTEGER NOT NULL,
    "up_to_fence" BIGINT NOT NULL,
    "made_by" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_by" TEXT,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "slot_retry_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "slot_retry" ADD CONSTRAINT "slot_retry_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "slot_retry" ADD CONSTRAINT "slot_retry_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "slot_retry_client_id_idx" ON "slot_retry"("client_id");
CREATE INDEX "slot_retry_rollout_id_idx" ON "slot_retry"("rollout_id");

-- Who acknowledged an incident, by their own id: two people may have one name. The audit log knows it of those that stand.
ALTER TABLE "incident" ADD COLUMN "acknowledged_by_type" TEXT;
ALTER TABLE "incident" ADD COLUMN "acknowledged_by_id" TEXT;
UPDATE "incident" n SET "acknowledged_by_type" = a."actor_type", "acknowledged_by_id" = a."actor_id"
  FROM (SELECT DISTINCT ON ("subject_id") "subject_id", "actor_type", "actor_id", "actor_name" FROM "audit"
         WHERE "deed" = 'incident.acknowledged' AND "subject_type" = 'incident' ORDER BY "subject_id", "id" DESC) a
 WHERE n."acknowledged_by" IS NOT NULL AND a."subject_id" = n."id"::text AND a."actor_name" = n."acknowledged_by";
ALTER TABLE "incident" ADD CONSTRAINT "incident_acknowledged_by_check" CHECK (("acknowledged_by_type" IS NULL) = ("acknowledged_by_id" IS NULL));

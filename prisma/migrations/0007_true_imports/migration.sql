-- What a row says beyond values: that its update need could not be read (its connections prove no check-in then), and that
-- the row as a whole could not be read though it says who it is (the client was listed, and nothing more is known).
ALTER TABLE "sighting"
  ADD COLUMN "needs_update_unread" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "unreadable" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "unreadable_column" TEXT;
-- `seq`: the rows of a file in its order; a line can hold several (JSON).
ALTER TABLE "import_row"
  ADD COLUMN "seq" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "needs_update_unread" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "unreadable" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "unreadable_column" TEXT,
  ADD COLUMN "rejected" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "known_only" BOOLEAN NOT NULL DEFAULT false;

UPDATE "import_row" r SET "seq" = n.seq
  FROM (SELECT ctid, row_number() OVER (PARTITION BY import_id ORDER BY line) - 1 AS seq FROM "import_row") n
 WHERE r.ctid = n.ctid;

-- What became of a file's lines, what was assumed in reading it, and what it did (or would do) to the states of clients.
ALTER TABLE "import"
  ADD COLUMN "lines" JSONB,
  ADD COLUMN "notices" JSONB,
  ADD COLUMN "assumed" JSONB,
  ADD COLUMN "outcome" JSONB,
  ADD COLUMN "complete_stated" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "cut_off" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "import_notice" (
    "import_id" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "column_name" TEXT,
    "code" TEXT NOT NULL,
    "params" JSONB NOT NULL,

    CONSTRAINT "import_notice_pkey" PRIMARY KEY ("import_id","seq")
);
ALTER TABLE "import_notice" ADD CONSTRAINT "import_notice_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "import_outcome" (
    "import_id" INTEGER NOT NULL,
    "client_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "from_state" TEXT,
    "to_state" TEXT,
    "reason_code" TEXT,

    CONSTRAINT "import_outcome_pkey" PRIMARY KEY ("import_id","client_id")
);
ALTER TABLE "import_outcome" ADD CONSTRAINT "import_outcome_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "import_change" DROP CONSTRAINT "import_change_check";
ALTER TABLE "import_change" ADD CONSTRAINT "import_change_check" CHECK ("change" IN ('added', 'returned', 'missing', 'moved', 'changed', 'duplicate', 'unreadable'));

-- The zone that times without an offset are in, as answered for tables with these headings.
ALTER TABLE "column_mapping" ADD COLUMN "time_zone" TEXT, ALTER COLUMN "mapping" SET DEFAULT '{}';

-- More rejected rows than this share (and at least three) make an import stop and ask.
ALTER TABLE "appliance" ADD COLUMN "confirm_reject_percent" INTEGER NOT NULL DEFAULT 5;
ALTER TABLE "appliance" ADD CONSTRAINT "appliance_confirm_reject_check" CHECK ("confirm_reject_percent" BETWEEN 0 AND 100);

-- A person's decision that two clients are one. What is known of a merged client counts for the other; its own sightings stay
-- under its id, so that splitting the two again is exact.
ALTER TABLE "client" ADD COLUMN "merged_into_id" INTEGER;
CREATE INDEX "client_merged_into_idx" ON "client"("merged_into_id") WHERE "merged_into_id" IS NOT NULL;
CREATE TABLE "client_merge" (
    "id" SERIAL NOT NULL,
    "client_id" INTEGER NOT NULL,
    "into_id" INTEGER NOT NULL,
    "made_by" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_by" TEXT,
    "removed_at" TIMESTAMPTZ(3),
    -- The merged client's member in the rollout that was going, as it was: splitting the two again puts it back.
    "kept_member" JSONB,

    CONSTRAINT "client_merge_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "client_merge" ADD CONSTRAINT "client_merge_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "client_merge" ADD CONSTRAINT "client_merge_into_id_fkey" FOREIGN KEY ("into_id") REFERENCES "client"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE UNIQUE INDEX "client_merge_standing_key" ON "client_merge"("client_id") WHERE "removed_at" IS NULL;

-- What goes with a client, where a foreign key looks for it: without these each deleted client reads the whole table, and an
-- appliance of 100,000 takes minutes to delete. The indexes there were are of what stands only.
CREATE INDEX "exclusion_client_id_idx" ON "exclusion"("client_id");
CREATE INDEX "attestation_client_id_idx" ON "attestation"("client_id");
CREATE INDEX "attestation_rollout_id_idx" ON "attestation"("rollout_id");
CREATE INDEX "client_merge_client_id_idx" ON "client_merge"("client_id");
CREATE INDEX "client_merge_into_id_idx" ON "client_merge"("into_id");

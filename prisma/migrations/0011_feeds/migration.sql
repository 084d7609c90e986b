-- An appliance or a tool that speaks to Rollcall, or that Rollcall asks. `secrets` is encrypted (lib/platform/secrets); `address_hash`:
-- SHA-256 of the secret in the address that it posts to. `run`: what a poller is at, so that whoever comes next goes on there. `made`:
-- what its newest lists were made of.
CREATE TABLE "feed" (
    "id" SERIAL NOT NULL,
    "appliance_id" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "base_url" TEXT,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "secrets" TEXT,
    "address_hash" TEXT,
    "ca_pem" TEXT,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "last_read_at" TIMESTAMPTZ(3),
    "snapshot_at" TIMESTAMPTZ(3),
    "next_run_at" TIMESTAMPTZ(3),
    "problem" JSONB,
    "failing_since" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "run" JSONB,
    "made" JSONB,
    "known" JSONB NOT NULL DEFAULT '{}',
    "counts" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "feed_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "feed_type_check" CHECK ("type" IN ('config_api', 'command_api', 'syslog', 'outbound_events', 'events', 'folder', 'url'))
);
ALTER TABLE "feed" ADD CONSTRAINT "feed_appliance_id_fkey" FOREIGN KEY ("appliance_id") REFERENCES "appliance"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "feed_appliance_id_idx" ON "feed"("appliance_id");
CREATE UNIQUE INDEX "feed_address_hash_key" ON "feed"("address_hash");
CREATE INDEX "feed_due_idx" ON "feed"("next_run_at") WHERE "enabled" AND "next_run_at" IS NOT NULL;

-- What the newest walk was answered, by the number of the request; a walk that goes on writes over what the one before was answered
-- where that was something else. `digest`: a hash of `rows`.
CREATE TABLE "feed_page" (
    "feed_id" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "digest" TEXT NOT NULL,
    "rows" JSON NOT NULL,

    CONSTRAINT "feed_page_pkey" PRIMARY KEY ("feed_id", "seq")
);
ALTER TABLE "feed_page" ADD CONSTRAINT "feed_page_feed_id_fkey" FOREIGN KEY ("feed_id") REFERENCES "feed"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a feed sent and nobody has taken in yet: stored before it was answered.
CREATE TABLE "feed_message" (
    "id" BIGSERIAL NOT NULL,
    "feed_id" INTEGER NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "content" JSON NOT NULL,
    "records" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "feed_message_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "feed_message" ADD CONSTRAINT "feed_message_feed_id_fkey" FOREIGN KEY ("feed_id") REFERENCES "feed"("id") ON DELETE CASCADE ON UPDATE CASCADE;
-- It stands there for a moment: packing it and taking it apart would cost more than what it says.
ALTER TABLE "feed_message" ALTER COLUMN "content" SET STORAGE EXTERNAL;
CREATE INDEX "feed_message_feed_id_id_idx" ON "feed_message"("feed_id", "id");

-- An event that came, by the hash of what it is: the same again is a repetition. No foreign key: thousands come with a request.
CREATE TABLE "feed_event" (
    "feed_id" INTEGER NOT NULL,
    "digest" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "feed_event_pkey" PRIMARY KEY ("feed_id", "digest")
);

-- When a feed last looked at all there is of a kind, without making a list of it (rule 4).
CREATE TABLE "feed_look" (
    "feed_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "looked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "feed_look_pkey" PRIMARY KEY ("feed_id", "kind")
);
ALTER TABLE "feed_look" ADD CONSTRAINT "feed_look_feed_id_fkey" FOREIGN KEY ("feed_id") REFERENCES "feed"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A release that a feed has noticed: installed between two readings. `status`: open, confirmed, dismissed.
CREATE TABLE "release_proposal" (
    "id" SERIAL NOT NULL,
    "appliance_id" INTEGER NOT NULL,
    "feed_id" INTEGER,
    "version" TEXT NOT NULL,
    "build" TEXT,
    "unit" TEXT,
    "before_version" TEXT,
    "not_before" TIMESTAMPTZ(3),
    "not_after" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "release_id" INTEGER,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "release_proposal_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "release_proposal" ADD CONSTRAINT "release_proposal_appliance_id_fkey" FOREIGN KEY ("appliance_id") REFERENCES "appliance"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "release_proposal" ADD CONSTRAINT "release_proposal_feed_id_fkey" FOREIGN KEY ("feed_id") REFERENCES "feed"("id") ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX "release_proposal_appliance_id_idx" ON "release_proposal"("appliance_id");

-- A feed's observations of a client, one after the other as long as they say the same: `observed_at` is the newest of them,
-- `first_at` the oldest. A person's word is one.
-- (They may be there: carrying over the release before reads them, see bin/carry-over/bring-up-to-date.ts.)
ALTER TABLE "sighting" ADD COLUMN IF NOT EXISTS "feed_id" INTEGER, ADD COLUMN IF NOT EXISTS "first_at" TIMESTAMPTZ(3);
-- Room for a row that moves on beside itself, so that no index has to follow.
ALTER TABLE "sighting" SET (fillfactor = 50);
CREATE INDEX "sighting_of_feed_idx" ON "sighting"("feed_id") WHERE "feed_id" IS NOT NULL;

-- A list that a feed made. Read again and found the same, `exported_at` moves on; `first_exported_at`: when it was first made.
ALTER TABLE "import" ADD COLUMN IF NOT EXISTS "feed_id" INTEGER, ADD COLUMN IF NOT EXISTS "first_exported_at" TIMESTAMPTZ(3);
CREATE INDEX "import_of_feed_idx" ON "import"("feed_id", "id") WHERE "feed_id" IS NOT NULL;

-- What is counted of requests to an appliance for each of its API accounts (`expire` in epoch milliseconds), and the token that all
-- workers share for one (encrypted).
CREATE TABLE "api_request_count" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "api_request_count_pkey" PRIMARY KEY ("key")
);
CREATE TABLE "api_token" (
    "account" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_token_pkey" PRIMARY KEY ("account")
);

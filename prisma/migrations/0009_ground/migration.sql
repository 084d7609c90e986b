-- What is known of clients and how they stand moves out of wide rows into narrow ones, and what was observed into blocks of
-- columns (ARCHITECTURE.md, "Evidence"). The rows that were there are carried over by bin/carry-over.ts between this migration
-- and the next, which drops what they lie in now.

CREATE TYPE "member_state" AS ENUM ('excluded', 'checked_in', 'upgrading', 'needs_redeployment', 'overdue', 'queued', 'waiting');
CREATE TYPE "reason_code" AS ENUM (
  'excluded_by_person', 'planned_retirement', 'duplicate_shadow', 'seen_after_release', 'attested', 'holds_slot',
  'attested_awaiting_sighting', 'disabled_at_endpoint', 'uninstalled_at_endpoint', 'agent_by_hand', 'integration_client_by_hand',
  'msi_locked_down', 'attempts_exhausted', 'missed_releases', 'silent', 'wants_slot', 'row_unreadable', 'update_need_unread',
  'on_first_use', 'no_deadline', 'not_due_yet', 'no_data_since_due', 'regressed', 'needs_update', 'never_seen', 'past_due');

ALTER TABLE "sighting" RENAME TO "old_sighting";
ALTER TABLE "member" RENAME TO "old_member";
ALTER TABLE "transition" RENAME TO "old_transition";
ALTER TABLE "import_change" RENAME TO "old_import_change";

-- What is known of a client, and how it stands in the rollout that goes on. Everybody's row moves every day: room on the page and
-- no index on anything that moves, so that an update stays where it is.
CREATE TABLE "client_now" (
  "client_id" INTEGER NOT NULL,
  "appliance_id" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  -- Facts. A source is an import (above zero) or a single observation (the id of its sighting, below zero); where there is a
  -- value and no source, the newest snapshot of its kind says so, and where there is no time, it is that snapshot's.
  "stands" BOOLEAN NOT NULL DEFAULT false,
  "first_evidence_at" TIMESTAMPTZ(3),
  "observed_at" TIMESTAMPTZ(3),
  "seen" BOOLEAN NOT NULL DEFAULT false,
  "last_connected_at" TIMESTAMPTZ(3),
  "last_connected_source" INTEGER,
  "connected_from_at" TIMESTAMPTZ(3),
  "is_current" BOOLEAN NOT NULL DEFAULT false,
  "current_at" TIMESTAMPTZ(3),
  "online" BOOLEAN,
  "online_source" INTEGER,
  "needs_update" BOOLEAN,
  "needs_update_source" INTEGER,
  "needs_update_unread" BOOLEAN NOT NULL DEFAULT false,
  "needs_update_unread_source" INTEGER,
  "behind_since_at" TIMESTAMPTZ(3),
  "connection_type" TEXT,
  "connection_type_source" INTEGER,
  "availability" TEXT,
  "availability_source" INTEGER,
  "unreadable" BOOLEAN NOT NULL DEFAULT false,
  "unreadable_column" TEXT,
  "unreadable_source" INTEGER,
  -- Its part in the rollout that goes on; null: it has none.
  "rollout_id" INTEGER,
  "cohort" BOOLEAN,
  "has_left" BOOLEAN,
  "state" "member_state",
  "reason_code" "reason_code",
  "state_since" TIMESTAMPTZ(3),
  "due_at" TIMESTAMPTZ(3),
  "judge_after" TIMESTAMPTZ(3),
  "checked_in_at" TIMESTAMPTZ(3),
  -- What a check-in was proven by, as it was when it was proven.
  "proof_at" TIMESTAMPTZ(3),
  "proof_source" INTEGER,
  "proof_connection_type" TEXT,
  "proof_needs_update_source" INTEGER,
  "wave" SMALLINT,
  "priority" INTEGER,
  "turn" INTEGER,
  "rev" INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT "client_now_pkey" PRIMARY KEY ("client_id")
) WITH (fillfactor = 40, autovacuum_vacuum_scale_factor = 0.1, autovacuum_analyze_scale_factor = 0.2);

-- By when members of a block (`client_id >> 11`) of a rollout have to be judged again: its earliest row counts. Rows are added by what
-- judges and taken away by the sweep, which looks at the block's members then: nobody waits for anybody.
CREATE TABLE "due_block" (
  "rollout_id" INTEGER NOT NULL,
  "block" INTEGER NOT NULL,
  "judge_after" TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX "due_block_rollout_id_judge_after_idx" ON "due_block" ("rollout_id", "judge_after");

-- The queue in its order: who is queued, and nobody else. Who has no wave is not placed yet and comes last.
CREATE TABLE "queue_place" (
  "rollout_id" INTEGER NOT NULL,
  "client_id" INTEGER NOT NULL,
  "wave" SMALLINT,
  -- The priority turned round, so that the index is in the queue's order.
  "rank" INTEGER NOT NULL,
  "turn" INTEGER,
  CONSTRAINT "queue_place_pkey" PRIMARY KEY ("rollout_id", "client_id")
);
CREATE INDEX "queue_place_rollout_id_wave_rank_turn_client_id_idx" ON "queue_place" ("rollout_id", "wave", "rank", "turn", "client_id");

-- How many members are how: the sum of its rows. Whatever changes a member adds rows, minus for what it was and plus for what it
-- is, in the same transaction; now and then they are folded. The two after it are kept in the same way.
CREATE TABLE "rollout_tally" (
  "rollout_id" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "group_name" TEXT,
  "state" "member_state" NOT NULL,
  "reason_code" "reason_code" NOT NULL,
  "cohort" BOOLEAN NOT NULL,
  "has_left" BOOLEAN NOT NULL,
  "wave" SMALLINT,
  "members" INTEGER NOT NULL
);
CREATE INDEX "rollout_tally_rollout_id_idx" ON "rollout_tally" ("rollout_id");

-- How many members checked in in which minute; `attested`: by somebody's word.
CREATE TABLE "check_in_tally" (
  "rollout_id" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "attested" BOOLEAN NOT NULL,
  "minute" TIMESTAMPTZ(3) NOT NULL,
  "members" INTEGER NOT NULL
);
CREATE INDEX "check_in_tally_rollout_id_idx" ON "check_in_tally" ("rollout_id");

-- How many members that wait or are overdue are expected by when, by blocks of clients. `unread`: for a row, or a word of it, that
-- could not be read.
CREATE TABLE "due_tally" (
  "rollout_id" INTEGER NOT NULL,
  "block" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "state" "member_state" NOT NULL,
  "unread" BOOLEAN NOT NULL,
  "due_at" TIMESTAMPTZ(3),
  "members" INTEGER NOT NULL
);
CREATE INDEX "due_tally_rollout_id_idx" ON "due_tally" ("rollout_id");

-- Rule 16, by kind, as of the last time that all of a kind were judged: members that are offline since a time soon after the
-- recorded one, and members that were ever connected.
CREATE TABLE "rollout_start" (
  "rollout_id" INTEGER NOT NULL,
  "kind" TEXT NOT NULL,
  "offline_soon_after" INTEGER NOT NULL,
  "with_connection" INTEGER NOT NULL,
  CONSTRAINT "rollout_start_pkey" PRIMARY KEY ("rollout_id", "kind")
);

-- The members of a rollout that is over, as it left them: 2,048 clients by their ids. States and reasons are places in their types,
-- from 1; 0: no member. `rests`: what the reasons rest on, but for the last connection (`told_at`); `rest`: which of them.
CREATE TABLE "member_block" (
  "rollout_id" INTEGER NOT NULL,
  "block" INTEGER NOT NULL,
  "state" SMALLINT[],
  "reason" SMALLINT[],
  -- 1: cohort, 2: left.
  "flags" SMALLINT[],
  "since" BIGINT[],
  "due_at" BIGINT[],
  "checked_in_at" BIGINT[],
  "wave" SMALLINT[],
  "told_at" BIGINT[],
  "rest" SMALLINT[],
  "rests" JSONB NOT NULL,
  CONSTRAINT "member_block_pkey" PRIMARY KEY ("rollout_id", "block")
);

-- One member's change of state.
CREATE SEQUENCE "transition_id_seq1";
CREATE TABLE "transition" (
  "id" BIGINT NOT NULL DEFAULT nextval('transition_id_seq1'),
  "rollout_id" INTEGER NOT NULL,
  "client_id" INTEGER NOT NULL,
  "from_state" "member_state" NOT NULL,
  "to_state" "member_state" NOT NULL,
  "reason_code" "reason_code" NOT NULL,
  "reason" JSONB NOT NULL,
  "cause" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "transition_new_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "transition_client_idx" ON "transition" ("client_id", "at");
CREATE INDEX "transition_rollout_idx" ON "transition" ("rollout_id", "at");

-- Changes of state that one cause brought to many members at once: `who` are the places of the clients in their block.
CREATE TABLE "transition_block" (
  "id" BIGINT NOT NULL DEFAULT nextval('transition_id_seq1'),
  "rollout_id" INTEGER NOT NULL,
  "block" INTEGER NOT NULL,
  "cause" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "who" SMALLINT[],
  "from_state" SMALLINT[],
  "to_state" SMALLINT[],
  "reason" SMALLINT[],
  "told_at" BIGINT[],
  "rest" SMALLINT[],
  "rests" JSONB NOT NULL,
  CONSTRAINT "transition_block_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "transition_block_rollout_idx" ON "transition_block" ("rollout_id", "block");

-- What a snapshot says of 2,048 clients by their ids. Instants are seconds since 1970, with the milliseconds apart where there are
-- any; steps go back from the last connection, lines forward from the line before.
CREATE TABLE "snapshot_block" (
  "import_id" INTEGER NOT NULL,
  "block" INTEGER NOT NULL,
  -- What the row says, packed (lib/evidence/says.ts); 0: the client is not in it.
  "says" INTEGER[],
  -- Which of its texts (`client_said`) describes it.
  "said" SMALLINT[],
  -- What is different from the snapshot before, packed (lib/evidence/change-bits.ts).
  "change" SMALLINT[],
  "line_step" INTEGER[],
  "connected" INTEGER[],
  "from_step" INTEGER[],
  "earliest_step" INTEGER[],
  -- What does not fit the columns, by place: an unreadable column's name, instants with milliseconds or far away.
  "odd" JSONB,
  CONSTRAINT "snapshot_block_pkey" PRIMARY KEY ("import_id", "block")
);
ALTER TABLE "snapshot_block" ALTER COLUMN "connected" SET STORAGE EXTERNAL;

-- Single observations: a person's word that a client exists.
CREATE TABLE "sighting" (
  "id" SERIAL NOT NULL,
  "client_id" INTEGER NOT NULL,
  "source" TEXT NOT NULL,
  "observed_at" TIMESTAMPTZ(3) NOT NULL,
  "earliest_at" TIMESTAMPTZ(3),
  "connected_at" TIMESTAMPTZ(3),
  "connected_from_at" TIMESTAMPTZ(3),
  "online" BOOLEAN,
  "needs_update" BOOLEAN,
  "needs_update_unread" BOOLEAN NOT NULL DEFAULT false,
  "connection_type" TEXT,
  "availability" TEXT,
  "descriptive" JSONB NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "sighting_new_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "sighting_of_client_idx" ON "sighting" ("client_id");

-- The texts by which exports have described a client, beyond the one that its row holds whole (`client.said_no`).
CREATE TABLE "client_said" (
  "client_id" INTEGER NOT NULL,
  "no" SMALLINT NOT NULL,
  "said" JSONB NOT NULL,
  CONSTRAINT "client_said_pkey" PRIMARY KEY ("client_id", "no")
);
-- 64-bit hashes that rows of files are matched by in memory (lib/evidence/known-clients.ts); null: not computed yet. `said_no`: the row is
-- exactly the text of this number; null: it was put together from several, which are all in `client_said`.
ALTER TABLE "client"
  ADD COLUMN "host_hash" BIGINT,
  ADD COLUMN "short_hash" BIGINT,
  ADD COLUMN "vendor_hash" BIGINT,
  ADD COLUMN "said_hash" BIGINT,
  ADD COLUMN "said_no" SMALLINT;

-- How a client moved or changed from one snapshot to the next.
CREATE TABLE "import_change" (
  "import_id" INTEGER NOT NULL,
  "client_id" INTEGER NOT NULL,
  "change" TEXT NOT NULL,
  "before" JSONB,
  "after" JSONB,
  CONSTRAINT "import_change_new_pkey" PRIMARY KEY ("import_id", "change", "client_id")
);

-- The seed of the hashes that names are compared by: so that nobody outside can make names that collide.
CREATE TABLE "hash_seed" ("seed" INTEGER NOT NULL);
INSERT INTO "hash_seed" SELECT floor(random() * 2147483647)::int;

-- Indexes on what moved out of the row, and the search index, which made every row of a file pay (it is built beside: client_search).
DROP INDEX "client_last_seen_idx";
DROP INDEX "client_tally_idx";
DROP INDEX "client_search_idx";

-- Whom people have said something about, or who is a shadow: what a walk over all clients looks up beside what is known of them.
CREATE INDEX "client_marked_idx" ON "client" ("appliance_id", "id")
 WHERE "survivor_id" IS NOT NULL OR "install_method" IS NOT NULL OR "pre_release_msi_pushed" IS NOT NULL
    OR "planned_retirement_on" IS NOT NULL OR "security_providers" <> '{}';
-- Keys without the kind, which made them half as long again; and no look-up of the appliance for each row of a file.
DROP INDEX "client_host_key_idx";
DROP INDEX "client_short_host_idx";
CREATE INDEX "client_host_idx" ON "client"("appliance_id", "host_key");
CREATE INDEX "client_short_idx" ON "client"("appliance_id", "short_host");
ALTER TABLE "client" DROP CONSTRAINT "client_appliance_id_fkey";

-- Lists of clients in the order of names and of groups. Not by appliance: a list may be about many of them, and whoever asks for one
-- passes over the others.
DROP INDEX "client_name_idx";
CREATE INDEX "client_name_idx" ON "client" (lower("name"), "id");
CREATE INDEX "client_group_idx" ON "client" (lower("group_name"), "id");
-- A small appliance beside large ones. It never changes, so updates stay where they are.
CREATE INDEX "client_now_appliance_id_idx" ON "client_now" ("appliance_id");

-- The text in which clients are searched for, of everybody who is in no gap. It is filled after imports (lib/evidence/fill-search.ts):
-- keeping an index of trigrams takes three times as long as everything else that an import writes of a client.
CREATE TABLE "client_search" (
  "client_id" INTEGER NOT NULL,
  "appliance_id" INTEGER NOT NULL,
  "text" TEXT NOT NULL,
  CONSTRAINT "client_search_pkey" PRIMARY KEY ("client_id")
);
CREATE INDEX "client_search_text_idx" ON "client_search" USING gin ("text" gin_trgm_ops);

-- Clients of an appliance, by stretches of ids, whose text is not there.
CREATE TABLE "search_gap" (
  "id" BIGSERIAL NOT NULL,
  "appliance_id" INTEGER NOT NULL,
  "from_id" INTEGER NOT NULL,
  "to_id" INTEGER NOT NULL,
  CONSTRAINT "search_gap_pkey" PRIMARY KEY ("id")
);
INSERT INTO "search_gap" ("appliance_id", "from_id", "to_id") SELECT "appliance_id", min("id"), max("id") FROM "client" GROUP BY "appliance_id";

-- How far carrying over has come; it goes with the old tables.
CREATE TABLE "carried_over" ("what" TEXT NOT NULL PRIMARY KEY, "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP);
-- Clients that may be others: few, and asked for by each page of an import.
CREATE INDEX "client_doubtful_idx" ON "client" ("appliance_id") WHERE "possible_duplicate";

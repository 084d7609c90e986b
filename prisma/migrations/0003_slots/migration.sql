-- AlterTable
ALTER TABLE "appliance" ADD COLUMN     "slot_fence" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "slot_lease_minutes" INTEGER NOT NULL DEFAULT 30,
ADD COLUMN     "sub_caps" JSONB NOT NULL DEFAULT '{}';

-- AlterTable
ALTER TABLE "rollout" ADD COLUMN     "draining_at" TIMESTAMPTZ(3),
ADD COLUMN     "halt" JSONB,
ADD COLUMN     "halt_rule" JSONB,
ADD COLUMN     "halts_from" TIMESTAMPTZ(3),
ADD COLUMN     "unplaced" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "client" ADD COLUMN     "priority" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "member" ADD COLUMN     "priority" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "turn" INTEGER,
ADD COLUMN     "wave" INTEGER;

-- CreateTable
CREATE TABLE "cap_change" (
    "id" SERIAL NOT NULL,
    "appliance_id" INTEGER NOT NULL,
    "cap" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "changed_by" TEXT NOT NULL,

    CONSTRAINT "cap_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "push_webhook" (
    "appliance_id" INTEGER NOT NULL,
    "url" TEXT NOT NULL,
    "secret_encrypted" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "changed_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "paused_until" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "last_delivered_at" TIMESTAMPTZ(3),
    "last_failed_at" TIMESTAMPTZ(3),
    "last_problem" TEXT,

    CONSTRAINT "push_webhook_pkey" PRIMARY KEY ("appliance_id")
);

-- CreateTable
CREATE TABLE "wave" (
    "rollout_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "filter" JSONB NOT NULL,
    "starts_at" TIMESTAMPTZ(3),
    "after_share_percent" INTEGER,
    "windows" JSONB NOT NULL DEFAULT '[]',
    "canary" BOOLEAN NOT NULL DEFAULT false,
    "member_limit" INTEGER,
    "opened_at" TIMESTAMPTZ(3),

    CONSTRAINT "wave_pkey" PRIMARY KEY ("rollout_id","position")
);

-- CreateTable
CREATE TABLE "slot" (
    "id" BIGSERIAL NOT NULL,
    "appliance_id" INTEGER NOT NULL,
    "rollout_id" INTEGER NOT NULL,
    "client_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "fence" BIGINT NOT NULL,
    "asked_by" TEXT NOT NULL,
    "asked_by_name" TEXT NOT NULL,
    "group_name" TEXT,
    "kind" TEXT NOT NULL,
    "wave" INTEGER NOT NULL,
    "granted_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_minutes" INTEGER NOT NULL,
    "lease_until" TIMESTAMPTZ(3) NOT NULL,
    "renewals" INTEGER NOT NULL DEFAULT 0,
    "renewed_at" TIMESTAMPTZ(3),
    "delivered_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "ended_by_name" TEXT,
    "ended_reason" TEXT,
    "failed_attempt" BOOLEAN NOT NULL DEFAULT false,
    "judged" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "slot_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "cap_change_appliance_id_at_idx" ON "cap_change"("appliance_id", "at");

-- CreateIndex
CREATE INDEX "slot_rollout_id_client_id_idx" ON "slot"("rollout_id", "client_id");

-- CreateIndex
CREATE UNIQUE INDEX "slot_appliance_id_fence_key" ON "slot"("appliance_id", "fence");

-- AddForeignKey
ALTER TABLE "cap_change" ADD CONSTRAINT "cap_change_appliance_id_fkey" FOREIGN KEY ("appliance_id") REFERENCES "appliance"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "push_webhook" ADD CONSTRAINT "push_webhook_appliance_id_fkey" FOREIGN KEY ("appliance_id") REFERENCES "appliance"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wave" ADD CONSTRAINT "wave_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "slot" ADD CONSTRAINT "slot_appliance_id_fkey" FOREIGN KEY ("appliance_id") REFERENCES "appliance"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- ── What the Prisma schema cannot say ──────────────────────────────────────────────────────────────────────

-- The last guard of the cap: a number is held once in its appliance, and a client holds one slot.
CREATE UNIQUE INDEX "slot_number_held_key" ON "slot"("appliance_id", "number") WHERE "ended_at" IS NULL;
CREATE UNIQUE INDEX "slot_client_held_key" ON "slot"("client_id") WHERE "ended_at" IS NULL;
-- What the sweep looks for: leases that ran out, members that were not judged since.
CREATE INDEX "slot_lease_idx" ON "slot"("lease_until") WHERE "ended_at" IS NULL;
CREATE INDEX "slot_unjudged_idx" ON "slot"("rollout_id", "client_id") WHERE NOT "judged";
-- The ledger's pages, slots in use over time, and the attempts that a halt is judged by.
CREATE INDEX "slot_granted_idx" ON "slot"("appliance_id", "granted_at" DESC, "id" DESC);
CREATE INDEX "slot_ended_idx" ON "slot"("rollout_id", "ended_at" DESC) WHERE "ended_at" IS NOT NULL;
-- The queue, in its order; members leave it with their state.
CREATE INDEX "member_queue_idx" ON "member"("rollout_id", "wave", "priority" DESC, "turn", "client_id") WHERE "state" = 'queued';

ALTER TABLE "slot" ADD CONSTRAINT "slot_asked_by_check" CHECK ("asked_by" IN ('api', 'fleetlock', 'batch', 'push'));
ALTER TABLE "slot" ADD CONSTRAINT "slot_outcome_check" CHECK ("outcome" IN ('checked_in', 'excluded', 'done', 'failed', 'expired', 'undelivered', 'released', 'withdrawn'));
ALTER TABLE "slot" ADD CONSTRAINT "slot_ended_check" CHECK (("ended_at" IS NULL) = ("outcome" IS NULL));
ALTER TABLE "slot" ADD CONSTRAINT "slot_number_check" CHECK ("number" > 0);
ALTER TABLE "appliance" ADD CONSTRAINT "appliance_slot_lease_check" CHECK ("slot_lease_minutes" > 0);

-- Which clients asked lately and were refused. Not crash-safe on purpose: those who still want a slot ask again.
CREATE UNLOGGED TABLE "slot_ask" (
  "client_id" integer PRIMARY KEY,
  "appliance_id" integer NOT NULL,
  "rollout_id" integer NOT NULL,
  "asked_at" timestamptz(3) NOT NULL
);
CREATE INDEX "slot_ask_recent_idx" ON "slot_ask"("rollout_id", "asked_at");

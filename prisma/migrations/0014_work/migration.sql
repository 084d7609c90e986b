-- What people did about a client that has to be redeployed. No row: nobody has done anything yet, and whether there is an item at all is
-- seen from its member (lib/core/work.ts). `rollout_id`: the rollout in which `state` was set; the row outlives it. `rev` moves with
-- every change.
CREATE TABLE "work_item" (
    "client_id" INTEGER NOT NULL,
    "appliance_id" INTEGER NOT NULL,
    "rollout_id" INTEGER NOT NULL,
    "assignee_id" TEXT,
    "assignee_name" TEXT,
    "state" TEXT,
    "slot_id" BIGINT,
    "started_at" TIMESTAMPTZ(3),
    "started_by" TEXT,
    "done_at" TIMESTAMPTZ(3),
    "done_by" TEXT,
    "failed_at" TIMESTAMPTZ(3),
    "failed_by" TEXT,
    "failed_reason" TEXT,
    "note" TEXT,
    "rev" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "work_item_pkey" PRIMARY KEY ("client_id"),
    CONSTRAINT "work_item_state_check" CHECK ("state" IN ('started', 'done', 'failed')),
    CONSTRAINT "work_item_assignee_check" CHECK (("assignee_id" IS NULL) = ("assignee_name" IS NULL))
);
CREATE INDEX "work_item_appliance_id_idx" ON "work_item"("appliance_id");
CREATE INDEX "work_item_of_person_idx" ON "work_item"("assignee_id") WHERE "assignee_id" IS NOT NULL;

-- The history of work items: one deed of one person on one client. It is never changed. No foreign keys: a batch writes thousands.
CREATE TABLE "work_event" (
    "id" BIGSERIAL NOT NULL,
    "client_id" INTEGER NOT NULL,
    "appliance_id" INTEGER NOT NULL,
    "rollout_id" INTEGER NOT NULL,
    "batch_id" INTEGER,
    "deed" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "by_name" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "work_event_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "work_event_client_id_at_idx" ON "work_event"("client_id", "at");
CREATE INDEX "work_event_appliance_id_idx" ON "work_event"("appliance_id");

-- One deed on one client or on many, that can be undone. `asked`: the deed and what it was asked with. `counts`: how many it changed and
-- skipped, by why. Large ones are a job (`status` queued, running).
CREATE TABLE "batch" (
    "id" SERIAL NOT NULL,
    "appliance_id" INTEGER NOT NULL,
    "deed" TEXT NOT NULL,
    "asked" JSONB NOT NULL,
    "asked_by_type" TEXT NOT NULL,
    "asked_by_id" TEXT NOT NULL,
    "asked_by_name" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "clients" INTEGER NOT NULL,
    "counts" JSONB NOT NULL DEFAULT '{}',
    "problem" TEXT,
    "finished_at" TIMESTAMPTZ(3),
    "undoing_by" TEXT,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "batch_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "batch_status_check" CHECK ("status" IN ('queued', 'running', 'done', 'failed', 'undoing', 'undone'))
);
ALTER TABLE "batch" ADD CONSTRAINT "batch_appliance_id_fkey" FOREIGN KEY ("appliance_id") REFERENCES "appliance"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "batch_appliance_id_asked_at_idx" ON "batch"("appliance_id", "asked_at");
CREATE INDEX "batch_unfinished_idx" ON "batch"("id") WHERE "status" IN ('queued', 'running', 'undoing');

-- What a batch did to one client. `before` and `after` hold what undoing needs; `skipped`: why nothing was done, `kept`: why it was not
-- undone.
CREATE TABLE "batch_item" (
    "batch_id" INTEGER NOT NULL,
    "client_id" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "skipped" TEXT,
    "kept" TEXT,
    "before" JSONB,
    "after" JSONB,

    CONSTRAINT "batch_item_pkey" PRIMARY KEY ("batch_id", "client_id"),
    CONSTRAINT "batch_item_status_check" CHECK ("status" IN ('waiting', 'changed', 'skipped', 'undone', 'kept'))
);
CREATE INDEX "batch_item_waiting_idx" ON "batch_item"("batch_id", "client_id") WHERE "status" = 'waiting';

-- An installer that somebody made. Whether it is valid is seen from `made_at`, `valid_until` and the releases of its appliance.
CREATE TABLE "installer_package" (
    "id" SERIAL NOT NULL,
    "appliance_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "platform" TEXT NOT NULL,
    "group_name" TEXT,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "made_for" TEXT,
    "valid_until" TIMESTAMPTZ(3),
    "location" TEXT,
    "note" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "installer_package_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "installer_package_platform_check" CHECK ("platform" IN ('windows', 'mac', 'linux', 'any'))
);
ALTER TABLE "installer_package" ADD CONSTRAINT "installer_package_appliance_id_fkey" FOREIGN KEY ("appliance_id") REFERENCES "appliance"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "installer_package_appliance_id_idx" ON "installer_package"("appliance_id");

-- Whose hands hold a slot that was taken by a person: what they hold is on their list.
ALTER TABLE "slot" ADD COLUMN "asked_by_id" TEXT;
CREATE INDEX "slot_held_by_person_idx" ON "slot"("asked_by_id") WHERE "ended_at" IS NULL AND "asked_by_id" IS NOT NULL;

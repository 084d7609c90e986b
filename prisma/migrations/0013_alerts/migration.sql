-- Where alerts go. `secrets` is encrypted (lib/platform/secrets). `is_default`: rules that name no channel use it. A channel that keeps
-- failing is paused until somebody resumes it or a test goes through.
CREATE TABLE "channel" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "secrets" TEXT,
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "paused_at" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failing_since" TIMESTAMPTZ(3),
    "last_problem" TEXT,
    "last_sent_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "channel_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "channel_type_check" CHECK ("type" IN ('email', 'webhook', 'slack', 'teams', 'pagerduty', 'ntfy', 'apprise'))
);

-- When something is worth an incident, and who is told of it how. `when`: {kind, minCount?, minPercent?, …}; `scope`: {applianceId?, groups?,
-- kinds?, movers?, tags?}. `channel_ids` null: the default channels. `hours` null: at any time. `built_in`: the code of a rule that Rollcall
-- came with; it can be changed and switched off.
CREATE TABLE "alert_rule" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "built_in" TEXT,
    "kind" TEXT NOT NULL,
    "appliance_id" INTEGER,
    "when" JSONB NOT NULL DEFAULT '{}',
    "scope" JSONB NOT NULL DEFAULT '{}',
    "severity" TEXT NOT NULL,
    "hold_minutes" INTEGER NOT NULL,
    "first_wait_seconds" INTEGER NOT NULL,
    "every_minutes" INTEGER NOT NULL,
    "grow_percent" INTEGER NOT NULL,
    "repeat_minutes" INTEGER NOT NULL,
    "acknowledge_hours" INTEGER NOT NULL,
    "channel_ids" INTEGER[],
    "escalation" JSONB,
    "hours" JSONB,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alert_rule_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "alert_rule_severity_check" CHECK ("severity" IN ('info', 'warning', 'critical'))
);
ALTER TABLE "alert_rule" ADD CONSTRAINT "alert_rule_appliance_id_fkey" FOREIGN KEY ("appliance_id") REFERENCES "appliance"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "alert_rule_appliance_id_idx" ON "alert_rule"("appliance_id");
CREATE UNIQUE INDEX "alert_rule_built_in_key" ON "alert_rule"("built_in");

-- That a rule's condition holds for a scope, from when to when. `pending`: it holds, and not for long enough yet; nobody sees it. `scope_key`
-- says what it is about; at most one is not resolved per rule and scope. `told_*`: what was last said of it. `facts`: what its sentence says.
CREATE TABLE "incident" (
    "id" SERIAL NOT NULL,
    "rule_id" INTEGER NOT NULL,
    "scope_key" TEXT NOT NULL,
    "appliance_id" INTEGER,
    "rollout_id" INTEGER,
    "status" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "total" INTEGER,
    "peak" INTEGER NOT NULL,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "since" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "cleared_since" TIMESTAMPTZ(3),
    "first_told_at" TIMESTAMPTZ(3),
    "unanswered_since" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),
    "told_count" INTEGER,
    "told_severity" TEXT,
    "acknowledged_by" TEXT,
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_until" TIMESTAMPTZ(3),
    "snooze" JSONB,
    "escalated_at" TIMESTAMPTZ(3),
    "inhibited_by" TEXT,
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_because" TEXT,
    "rev" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "incident_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "incident_status_check" CHECK ("status" IN ('pending', 'open', 'acknowledged', 'snoozed', 'resolved')),
    CONSTRAINT "incident_severity_check" CHECK ("severity" IN ('info', 'warning', 'critical'))
);
ALTER TABLE "incident" ADD CONSTRAINT "incident_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "alert_rule"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "incident" ADD CONSTRAINT "incident_appliance_id_fkey" FOREIGN KEY ("appliance_id") REFERENCES "appliance"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE UNIQUE INDEX "incident_going_key" ON "incident"("rule_id", "scope_key") WHERE "status" <> 'resolved';
CREATE INDEX "incident_rule_id_idx" ON "incident"("rule_id");
CREATE INDEX "incident_appliance_id_idx" ON "incident"("appliance_id");
CREATE INDEX "incident_opened_at_idx" ON "incident"("opened_at");

-- The time line of an incident: what changed, by whom. It is the outbox too: deliveries are written in the transaction of their event.
CREATE TABLE "incident_event" (
    "id" BIGSERIAL NOT NULL,
    "incident_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "event" TEXT NOT NULL,
    "by" TEXT,
    "note" TEXT,
    "count" INTEGER NOT NULL,
    "severity" TEXT NOT NULL,
    "data" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "incident_event_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "incident_event" ADD CONSTRAINT "incident_event_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "incident_event_incident_id_at_idx" ON "incident_event"("incident_id", "at");

-- One message to one channel. `pending` until a worker claims it (`sending`, until `lease_until`); then `sent`, or `pending` again at
-- `next_at`; after `deadline_at` `dead`. `cancelled`: nobody needs to hear it any more. `key` stays the same however often it is sent.
-- `content`: what it says where that is no incident (a test, a digest). `channel_id` null: a mail to `recipient`, a person of Rollcall.
CREATE TABLE "delivery" (
    "id" SERIAL NOT NULL,
    "channel_id" INTEGER,
    "incident_id" INTEGER,
    "event_id" BIGINT,
    "message" TEXT NOT NULL,
    "recipient" TEXT,
    "content" JSONB,
    "key" UUID NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_until" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "problem" TEXT,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "delivery_status_check" CHECK ("status" IN ('pending', 'sending', 'sent', 'dead', 'cancelled'))
);
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "channel"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incident"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE UNIQUE INDEX "delivery_key_key" ON "delivery"("key");
CREATE INDEX "delivery_incident_id_idx" ON "delivery"("incident_id");
CREATE INDEX "delivery_channel_id_created_at_idx" ON "delivery"("channel_id", "created_at");
CREATE INDEX "delivery_due_idx" ON "delivery"("next_at") WHERE "status" IN ('pending', 'sending');

-- One try of a delivery. `outcome` null: it was begun, and nobody knows what came of it (yet; or ever, once `ended_at` is there).
CREATE TABLE "delivery_attempt" (
    "delivery_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "outcome" TEXT,
    "answer" TEXT,

    CONSTRAINT "delivery_attempt_pkey" PRIMARY KEY ("delivery_id", "number"),
    CONSTRAINT "delivery_attempt_outcome_check" CHECK ("outcome" IN ('sent', 'failed'))
);
ALTER TABLE "delivery_attempt" ADD CONSTRAINT "delivery_attempt_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "delivery"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- An upgrade that was announced: alerts about the appliance wait while it lasts, and afterwards somebody is asked what was installed.
CREATE TABLE "upgrade_window" (
    "id" SERIAL NOT NULL,
    "appliance_id" INTEGER NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "version" TEXT,
    "note" TEXT,
    "announced_by" TEXT NOT NULL,
    "announced_at" TIMESTAMPTZ(3) NOT NULL,
    "withdrawn_by" TEXT,
    "withdrawn_at" TIMESTAMPTZ(3),
    "answer" TEXT,
    "answered_by" TEXT,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "upgrade_window_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "upgrade_window_answer_check" CHECK ("answer" IN ('installed', 'not_installed')),
    CONSTRAINT "upgrade_window_order_check" CHECK ("ends_at" > "starts_at")
);
ALTER TABLE "upgrade_window" ADD CONSTRAINT "upgrade_window_appliance_id_fkey" FOREIGN KEY ("appliance_id") REFERENCES "appliance"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "upgrade_window_appliance_id_starts_at_idx" ON "upgrade_window"("appliance_id", "starts_at");

-- What is set for all of Rollcall and is no environment variable: `mail`, `heartbeat`. `secrets` is encrypted.
CREATE TABLE "setting" (
    "name" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "secrets" TEXT,
    "changed_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("name")
);

-- When a person wants the digest, until when it has told them (also where there was nothing to tell), and when they last looked at what
-- changed (the hand-over).
CREATE TABLE "person_digest" (
    "person_id" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT false,
    "hour" INTEGER NOT NULL DEFAULT 7,
    "weekdays" INTEGER[] DEFAULT '{1,2,3,4,5}',
    "time_zone" TEXT NOT NULL,
    "even_if_quiet" BOOLEAN NOT NULL DEFAULT false,
    "next_at" TIMESTAMPTZ(3),
    "sent_until" TIMESTAMPTZ(3),
    "looked_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_digest_pkey" PRIMARY KEY ("person_id")
);
ALTER TABLE "person_digest" ADD CONSTRAINT "person_digest_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "person_digest_next_at_idx" ON "person_digest"("next_at");

-- Rules about tagged clients look for them by it. Few have tags, and no import writes any.
CREATE INDEX "client_tags_idx" ON "client" USING gin ("tags") WHERE "tags" <> '{}';

-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "person" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "role" TEXT NOT NULL DEFAULT 'viewer',
    "all_appliances" BOOLEAN NOT NULL DEFAULT false,
    "disabled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_session" (
    "id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "person_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_account" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "person_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "person_verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_appliance" (
    "person_id" TEXT NOT NULL,
    "appliance_id" INTEGER NOT NULL,

    CONSTRAINT "person_appliance_pkey" PRIMARY KEY ("person_id","appliance_id")
);

-- CreateTable
CREATE TABLE "one_time_link" (
    "id" SERIAL NOT NULL,
    "purpose" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "email" TEXT,
    "person_id" TEXT,
    "role" TEXT,
    "all_appliances" BOOLEAN NOT NULL DEFAULT false,
    "appliance_ids" INTEGER[],
    "created_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "one_time_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "appliance_id" INTEGER,
    "key_hash" TEXT NOT NULL,
    "hint" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "actor" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "status" INTEGER,
    "response" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("actor","key")
);

-- CreateTable
CREATE TABLE "audit" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_type" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "deed" TEXT NOT NULL,
    "appliance_id" INTEGER,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "appliance" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "hostname" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "date_order" TEXT,
    "cap" INTEGER,
    "confirm_change_percent" INTEGER NOT NULL DEFAULT 30,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "appliance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_version" (
    "id" SERIAL NOT NULL,
    "appliance_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "policy" JSONB NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "policy_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "column_mapping" (
    "appliance_id" INTEGER NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "mapping" JSONB NOT NULL,
    "updated_by" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "column_mapping_pkey" PRIMARY KEY ("appliance_id","fingerprint")
);

-- CreateTable
CREATE TABLE "release" (
    "id" SERIAL NOT NULL,
    "appliance_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "installed_at" TIMESTAMPTZ(3) NOT NULL,
    "agents_update_themselves" BOOLEAN NOT NULL DEFAULT false,
    "recorded_by" TEXT NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "release_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "release_installation" (
    "id" SERIAL NOT NULL,
    "release_id" INTEGER NOT NULL,
    "unit" TEXT,
    "installed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "release_installation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rollout" (
    "id" SERIAL NOT NULL,
    "appliance_id" INTEGER NOT NULL,
    "release_id" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'opening',
    "mode" TEXT NOT NULL DEFAULT 'observe',
    "held_reason" TEXT,
    "held_at" TIMESTAMPTZ(3),
    "closed_reason" TEXT,
    "closed_by" TEXT,
    "closed_at" TIMESTAMPTZ(3),
    "epoch" INTEGER NOT NULL DEFAULT 1,
    "judged_epoch" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rollout_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "client" (
    "id" SERIAL NOT NULL,
    "appliance_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hostname" TEXT,
    "fqdn" TEXT,
    "vendor_id" TEXT,
    "host_key" TEXT NOT NULL,
    "short_host" TEXT NOT NULL,
    "identity_basis" TEXT NOT NULL,
    "possible_duplicate" BOOLEAN NOT NULL DEFAULT false,
    "survivor_id" INTEGER,
    "group_name" TEXT,
    "attributes" JSONB NOT NULL DEFAULT '{}',
    "facts" JSONB NOT NULL DEFAULT '{}',
    "first_evidence_at" TIMESTAMPTZ(3),
    "last_seen_at" TIMESTAMPTZ(3),
    "connection_type" TEXT,
    "install_method" TEXT,
    "pre_release_msi_pushed" BOOLEAN,
    "site" TEXT,
    "owner" TEXT,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "security_providers" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "planned_retirement_on" DATE,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rev" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "client_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sighting" (
    "id" BIGSERIAL NOT NULL,
    "client_id" INTEGER NOT NULL,
    "import_id" INTEGER,
    "source" TEXT NOT NULL,
    "line" INTEGER,
    "observed_at" TIMESTAMPTZ(3) NOT NULL,
    "earliest_at" TIMESTAMPTZ(3),
    "connected_at" TIMESTAMPTZ(3),
    "connected_from_at" TIMESTAMPTZ(3),
    "online" BOOLEAN,
    "needs_update" BOOLEAN,
    "connection_type" TEXT,
    "availability" TEXT,
    "descriptive" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sighting_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "exclusion" (
    "id" SERIAL NOT NULL,
    "client_id" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "made_by" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_by" TEXT,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "exclusion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attestation" (
    "id" SERIAL NOT NULL,
    "client_id" INTEGER NOT NULL,
    "rollout_id" INTEGER NOT NULL,
    "note" TEXT NOT NULL,
    "made_by" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_by" TEXT,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "attestation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member" (
    "rollout_id" INTEGER NOT NULL,
    "client_id" INTEGER NOT NULL,
    "cohort" BOOLEAN NOT NULL,
    "has_left" BOOLEAN NOT NULL DEFAULT false,
    "state" TEXT NOT NULL,
    "reason_code" TEXT NOT NULL,
    "reason" JSONB NOT NULL,
    "state_since" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "judge_after" TIMESTAMPTZ(3),
    "checked_in_at" TIMESTAMPTZ(3),
    "rev" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "member_pkey" PRIMARY KEY ("rollout_id","client_id")
);

-- CreateTable
CREATE TABLE "transition" (
    "id" BIGSERIAL NOT NULL,
    "rollout_id" INTEGER NOT NULL,
    "client_id" INTEGER NOT NULL,
    "from_state" TEXT NOT NULL,
    "to_state" TEXT NOT NULL,
    "reason_code" TEXT NOT NULL,
    "reason" JSONB NOT NULL,
    "cause" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "transition_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import" (
    "id" SERIAL NOT NULL,
    "appliance_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "kinds" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "status" TEXT NOT NULL DEFAULT 'queued',
    "upload_id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "file_hash" TEXT NOT NULL,
    "file_bytes" BIGINT NOT NULL,
    "uploaded_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "parameters" JSONB NOT NULL,
    "complete" BOOLEAN NOT NULL,
    "exported_at" TIMESTAMPTZ(3),
    "exported_at_basis" TEXT,
    "format" JSONB,
    "progress" JSONB,
    "rows_total" INTEGER NOT NULL DEFAULT 0,
    "rows_accepted" INTEGER NOT NULL DEFAULT 0,
    "rows_rejected" INTEGER NOT NULL DEFAULT 0,
    "diff" JSONB,
    "problem" JSONB,
    "question" JSONB,
    "confirmed_by" TEXT,
    "applied_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "wanted_taken_back_by" TEXT,
    "taken_back_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_chunk" (
    "upload_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "import_chunk_pkey" PRIMARY KEY ("upload_id","seq")
);

-- CreateTable
CREATE TABLE "import_reject" (
    "import_id" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "column_name" TEXT,
    "code" TEXT NOT NULL,
    "params" JSONB NOT NULL,
    "raw" TEXT NOT NULL,

    CONSTRAINT "import_reject_pkey" PRIMARY KEY ("import_id","seq")
);

-- CreateTable
CREATE TABLE "import_change" (
    "import_id" INTEGER NOT NULL,
    "client_id" INTEGER NOT NULL,
    "change" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,

    CONSTRAINT "import_change_pkey" PRIMARY KEY ("import_id","change","client_id")
);

-- CreateTable
CREATE TABLE "heartbeat" (
    "name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "heartbeat_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "person_email_key" ON "person"("email");

-- CreateIndex
CREATE UNIQUE INDEX "person_session_token_key" ON "person_session"("token");

-- CreateIndex
CREATE INDEX "person_session_person_id_idx" ON "person_session"("person_id");

-- CreateIndex
CREATE INDEX "person_account_person_id_idx" ON "person_account"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "person_account_provider_id_account_id_key" ON "person_account"("provider_id", "account_id");

-- CreateIndex
CREATE INDEX "person_verification_identifier_idx" ON "person_verification"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "one_time_link_token_hash_key" ON "one_time_link"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_key_hash_key" ON "api_key"("key_hash");

-- CreateIndex
CREATE INDEX "idempotency_key_created_at_idx" ON "idempotency_key"("created_at");

-- CreateIndex
CREATE INDEX "audit_at_idx" ON "audit"("at");

-- CreateIndex
CREATE INDEX "audit_subject_type_subject_id_at_idx" ON "audit"("subject_type", "subject_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "appliance_hostname_key" ON "appliance"("hostname");

-- CreateIndex
CREATE UNIQUE INDEX "policy_version_appliance_id_version_key" ON "policy_version"("appliance_id", "version");

-- CreateIndex
CREATE INDEX "release_appliance_id_installed_at_idx" ON "release"("appliance_id", "installed_at");

-- CreateIndex
CREATE UNIQUE INDEX "rollout_release_id_key" ON "rollout"("release_id");

-- CreateIndex
CREATE INDEX "rollout_appliance_id_idx" ON "rollout"("appliance_id");

-- CreateIndex
CREATE INDEX "member_client_id_idx" ON "member"("client_id");

-- CreateIndex
CREATE INDEX "transition_client_id_at_idx" ON "transition"("client_id", "at");

-- CreateIndex
CREATE INDEX "transition_rollout_id_at_idx" ON "transition"("rollout_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "import_upload_id_key" ON "import"("upload_id");

-- CreateIndex
CREATE INDEX "import_appliance_id_created_at_idx" ON "import"("appliance_id", "created_at");

-- CreateIndex
CREATE INDEX "import_chunk_created_at_idx" ON "import_chunk"("created_at");

-- AddForeignKey
ALTER TABLE "person_session" ADD CONSTRAINT "person_session_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_account" ADD CONSTRAINT "person_account_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_appliance" ADD CONSTRAINT "person_appliance_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_appliance" ADD CONSTRAINT "person_appliance_appliance_id_fkey" FOREIGN KEY ("appliance_id") REFERENCES "appliance"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_appliance_id_fkey" FOREIGN KEY ("appliance_id") REFERENCES "appliance"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_version" ADD CONSTRAINT "policy_version_appliance_id_fkey" FOREIGN KEY ("appliance_id") REFERENCES "appliance"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "column_mapping" ADD CONSTRAINT "column_mapping_appliance_id_fkey" FOREIGN KEY ("appliance_id") REFERENCES "appliance"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release" ADD CONSTRAINT "release_appliance_id_fkey" FOREIGN KEY ("appliance_id") REFERENCES "appliance"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "release_installation" ADD CONSTRAINT "release_installation_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "release"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollout" ADD CONSTRAINT "rollout_appliance_id_fkey" FOREIGN KEY ("appliance_id") REFERENCES "appliance"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rollout" ADD CONSTRAINT "rollout_release_id_fkey" FOREIGN KEY ("release_id") REFERENCES "release"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "client" ADD CONSTRAINT "client_appliance_id_fkey" FOREIGN KEY ("appliance_id") REFERENCES "appliance"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sighting" ADD CONSTRAINT "sighting_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sighting" ADD CONSTRAINT "sighting_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "exclusion" ADD CONSTRAINT "exclusion_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attestation" ADD CONSTRAINT "attestation_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attestation" ADD CONSTRAINT "attestation_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_rollout_id_fkey" FOREIGN KEY ("rollout_id") REFERENCES "rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_client_id_fkey" FOREIGN KEY ("client_id") REFERENCES "client"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import" ADD CONSTRAINT "import_appliance_id_fkey" FOREIGN KEY ("appliance_id") REFERENCES "appliance"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_reject" ADD CONSTRAINT "import_reject_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_change" ADD CONSTRAINT "import_change_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ── What the Prisma schema cannot say ──────────────────────────────────────────────────────────────────────

CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- One release per package version while it stands; a withdrawn one may be recorded again.
CREATE UNIQUE INDEX "release_standing_key" ON "release"("appliance_id", "kind", "version") WHERE "withdrawn_at" IS NULL;
CREATE UNIQUE INDEX "release_installation_unit_key" ON "release_installation"("release_id", COALESCE("unit", ''));

-- Rule 12: an appliance has at most one rollout that is still going.
CREATE UNIQUE INDEX "rollout_one_going" ON "rollout"("appliance_id") WHERE "status" IN ('opening', 'open', 'held');

-- Identity of a client within appliance and kind.
CREATE UNIQUE INDEX "client_vendor_id_key" ON "client"("appliance_id", "kind", "vendor_id") WHERE "vendor_id" IS NOT NULL;
CREATE INDEX "client_host_key_idx" ON "client"("appliance_id", "kind", "host_key");
CREATE INDEX "client_short_host_idx" ON "client"("appliance_id", "kind", "short_host");
CREATE INDEX "client_last_seen_idx" ON "client"("appliance_id", "last_seen_at" DESC NULLS LAST, "id");
CREATE INDEX "client_name_idx" ON "client"("appliance_id", lower("name"), "id");
CREATE INDEX "client_search_idx" ON "client" USING gin ((lower("name" || ' ' || "host_key" || ' ' || COALESCE("group_name", '') || ' ' || COALESCE("vendor_id", ''))) gin_trgm_ops);

-- A row of a file is one sighting of one client.
CREATE UNIQUE INDEX "sighting_import_client_key" ON "sighting"("import_id", "client_id") WHERE "import_id" IS NOT NULL;
CREATE INDEX "sighting_client_idx" ON "sighting"("client_id", "observed_at");

CREATE UNIQUE INDEX "exclusion_standing_key" ON "exclusion"("client_id") WHERE "removed_at" IS NULL;
CREATE UNIQUE INDEX "attestation_standing_key" ON "attestation"("client_id", "rollout_id") WHERE "removed_at" IS NULL;

-- The sweep's candidates: members of a rollout whose deadline has come.
CREATE INDEX "member_judge_after_idx" ON "member"("rollout_id", "judge_after") WHERE "judge_after" IS NOT NULL;
CREATE INDEX "member_state_idx" ON "member"("rollout_id", "state", "client_id");

-- Imports that a worker still has to do something about.
CREATE INDEX "import_unfinished_idx" ON "import"("appliance_id", "id") WHERE "status" IN ('queued', 'parsing', 'applying') OR "wanted_taken_back_by" IS NOT NULL;
CREATE INDEX "import_hash_idx" ON "import"("appliance_id", "file_hash");
CREATE INDEX "import_snapshot_idx" ON "import"("appliance_id", "kind", "exported_at") WHERE "status" = 'done';

-- Second pair of eyes on the words.
ALTER TABLE "person" ADD CONSTRAINT "person_role_check" CHECK ("role" IN ('admin', 'lead', 'technician', 'viewer'));
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_role_check" CHECK ("role" IN ('admin', 'lead', 'technician', 'viewer', 'agent'));
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_agent_check" CHECK ("role" <> 'agent' OR "appliance_id" IS NOT NULL);
ALTER TABLE "appliance" ADD CONSTRAINT "appliance_cap_check" CHECK ("cap" IS NULL OR "cap" >= 0);
ALTER TABLE "appliance" ADD CONSTRAINT "appliance_date_order_check" CHECK ("date_order" IN ('ymd', 'dmy', 'mdy'));
ALTER TABLE "release" ADD CONSTRAINT "release_kind_check" CHECK ("kind" IN ('site', 'base', 'license'));
ALTER TABLE "rollout" ADD CONSTRAINT "rollout_status_check" CHECK ("status" IN ('opening', 'open', 'held', 'superseded', 'closed'));
ALTER TABLE "rollout" ADD CONSTRAINT "rollout_mode_check" CHECK ("mode" IN ('observe', 'control'));
ALTER TABLE "client" ADD CONSTRAINT "client_kind_check" CHECK ("kind" IN ('console', 'jump_client', 'jumpoint', 'button', 'connection_agent', 'integration_client'));
ALTER TABLE "client" ADD CONSTRAINT "client_identity_basis_check" CHECK ("identity_basis" IN ('vendor_id', 'fqdn', 'hostname', 'short_name', 'name', 'person'));
ALTER TABLE "member" ADD CONSTRAINT "member_state_check" CHECK ("state" IN ('waiting', 'queued', 'upgrading', 'checked_in', 'overdue', 'needs_redeployment', 'excluded'));
ALTER TABLE "import" ADD CONSTRAINT "import_status_check" CHECK ("status" IN ('queued', 'parsing', 'needs_mapping', 'needs_confirmation', 'applying', 'done', 'failed', 'cancelled', 'taken_back'));
ALTER TABLE "import" ADD CONSTRAINT "import_kind_check" CHECK ("kind" IN ('console', 'jump_client', 'jumpoint', 'button', 'connection_agent', 'integration_client'));
ALTER TABLE "import_change" ADD CONSTRAINT "import_change_check" CHECK ("change" IN ('added', 'returned', 'missing', 'moved', 'changed', 'duplicate'));

-- Chunks are compressed already.
ALTER TABLE "import_chunk" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;

-- Parsed rows on their way from a file to sightings. Not crash-safe on purpose: the chunks are, and are read again.
CREATE UNLOGGED TABLE "import_row" (
  "import_id" integer NOT NULL,
  "line" integer NOT NULL,
  "kind" text NOT NULL,
  "vendor_id" text,
  "name" text,
  "hostname" text,
  "fqdn" text,
  "group_name" text,
  "host_key" text NOT NULL,
  "short_host" text NOT NULL,
  "connected_at" timestamptz(3),
  "connected_from_at" timestamptz(3),
  "online" boolean,
  "earliest_at" timestamptz(3),
  "needs_update" boolean,
  "connection_type" text,
  "availability" text,
  "attributes" jsonb NOT NULL,
  "client_id" integer,
  "identity_basis" text,
  "possible_duplicate" boolean NOT NULL DEFAULT false,
  "is_new" boolean NOT NULL DEFAULT false
);
CREATE INDEX "import_row_import_idx" ON "import_row"("import_id");

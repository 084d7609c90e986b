-- When a session was last at work: one that stands idle ends before its seven days. Those that exist begin anew.
ALTER TABLE "person_session" ADD COLUMN "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- The second step of signing in. `secret` counts once it is confirmed; `pending_secret` is one that is being set up. Both are
-- encrypted. `last_step`: the newest 30 seconds whose code was taken, so that no code works twice.
CREATE TABLE "person_totp" (
    "person_id" TEXT NOT NULL,
    "secret" TEXT,
    "confirmed_at" TIMESTAMPTZ(3),
    "pending_secret" TEXT,
    "pending_at" TIMESTAMPTZ(3),
    "last_step" BIGINT,

    CONSTRAINT "person_totp_pkey" PRIMARY KEY ("person_id")
);
ALTER TABLE "person_totp" ADD CONSTRAINT "person_totp_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "person_totp" ADD CONSTRAINT "person_totp_confirmed_check" CHECK (("secret" IS NULL) = ("confirmed_at" IS NULL));

CREATE TABLE "person_recovery_code" (
    "id" SERIAL NOT NULL,
    "person_id" TEXT NOT NULL,
    "code_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_recovery_code_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "person_recovery_code_person_id_code_hash_key" ON "person_recovery_code"("person_id", "code_hash");
ALTER TABLE "person_recovery_code" ADD CONSTRAINT "person_recovery_code_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Somebody who has shown the password (or a good link) and not yet the second step.
CREATE TABLE "sign_in_step" (
    "token_hash" TEXT NOT NULL,
    "person_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "came_by" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_step_pkey" PRIMARY KEY ("token_hash")
);
CREATE INDEX "sign_in_step_expires_at_idx" ON "sign_in_step"("expires_at");
CREATE INDEX "sign_in_step_person_id_idx" ON "sign_in_step"("person_id");
ALTER TABLE "sign_in_step" ADD CONSTRAINT "sign_in_step_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "person"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "sign_in_step" ADD CONSTRAINT "sign_in_step_kind_check" CHECK ("kind" IN ('code', 'enrol'));
ALTER TABLE "sign_in_step" ADD CONSTRAINT "sign_in_step_came_by_check" CHECK ("came_by" IN ('password', 'link'));

-- What is counted of sign-ins. The library that counts made this table by itself until now.
CREATE TABLE IF NOT EXISTS "sign_in_attempt" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "sign_in_attempt_pkey" PRIMARY KEY ("key")
);

-- An ask keeps its client's place in the queue, so that whoever is close to the front can be told to come back soon.
-- Whoever still wants a slot asks again.
TRUNCATE "slot_ask";
ALTER TABLE "slot_ask" ADD COLUMN "wave" integer NOT NULL, ADD COLUMN "priority" integer NOT NULL, ADD COLUMN "turn" integer NOT NULL;
DROP INDEX "slot_ask_recent_idx";
CREATE INDEX "slot_ask_place_idx" ON "slot_ask"("rollout_id", "wave", (-"priority"), "turn", "client_id");
CREATE INDEX "slot_ask_asked_at_idx" ON "slot_ask"("asked_at");

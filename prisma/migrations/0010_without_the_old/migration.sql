-- What migration 0009 put aside goes, once all of it was carried over (bin/carry-over); a database that was empty has nothing to carry.
DO $$
BEGIN
  IF (EXISTS (SELECT 1 FROM "client") OR EXISTS (SELECT 1 FROM "old_sighting") OR EXISTS (SELECT 1 FROM "old_transition"))
     AND NOT EXISTS (SELECT 1 FROM "carried_over" WHERE "what" = 'everything') THEN
    RAISE EXCEPTION 'The clients of the release before were not carried over yet: start Rollcall (npm start), or run node --import tsx bin/migrate.ts.';
  END IF;
END $$;

DROP TABLE "old_sighting", "old_member", "old_transition", "old_import_change", "carried_over";
ALTER SEQUENCE "transition_id_seq1" OWNED BY "transition"."id";
ALTER TABLE "client" DROP COLUMN "facts", DROP COLUMN "first_evidence_at", DROP COLUMN "last_seen_at",
  DROP COLUMN "connection_type", DROP COLUMN "rev";

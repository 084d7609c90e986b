-- What a write under an Idempotency-Key has committed, for who repeats it after its process was killed.
ALTER TABLE "idempotency_key" ADD COLUMN "kept" JSONB;

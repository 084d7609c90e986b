-- The merged client's member in the rollout that was going, as it was: splitting the two again puts it back.
ALTER TABLE "client_merge" ADD COLUMN "kept_member" JSONB;

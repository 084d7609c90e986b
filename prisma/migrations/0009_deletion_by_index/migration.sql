-- What goes with a client, where a foreign key looks for it: without these each deleted client reads the whole table, and an
-- appliance of 100,000 takes minutes to delete. The indexes there were are of what stands only.
CREATE INDEX "exclusion_client_id_idx" ON "exclusion"("client_id");
CREATE INDEX "attestation_client_id_idx" ON "attestation"("client_id");
CREATE INDEX "attestation_rollout_id_idx" ON "attestation"("rollout_id");
CREATE INDEX "client_merge_client_id_idx" ON "client_merge"("client_id");
CREATE INDEX "client_merge_into_id_idx" ON "client_merge"("into_id");

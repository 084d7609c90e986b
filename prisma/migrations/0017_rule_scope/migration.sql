-- A rule is about several appliances: those that are named, or all where none is. Never an empty list: that would be a rule about nothing.
ALTER TABLE "alert_rule" ADD COLUMN "appliance_ids" INTEGER[];
UPDATE "alert_rule" SET "appliance_ids" = ARRAY["appliance_id"] WHERE "appliance_id" IS NOT NULL;
ALTER TABLE "alert_rule" DROP COLUMN "appliance_id";
ALTER TABLE "alert_rule" ADD CONSTRAINT "alert_rule_appliance_ids_check" CHECK (cardinality("appliance_ids") > 0);

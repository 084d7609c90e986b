-- Rule 17: who was here and did not upgrade is told apart from who has not been here. At the end of the type: blocks count places in it.
ALTER TYPE "reason_code" ADD VALUE 'connected_but_old';

-- The first connection after the release that is going out, as long as none proves that the client runs it; and when that was installed.
-- They may be there already: what an older release left is weighed before this migration (bin/carry-over).
ALTER TABLE "client_now" ADD COLUMN IF NOT EXISTS "connected_old_at" TIMESTAMPTZ(3);
ALTER TABLE "appliance" ADD COLUMN IF NOT EXISTS "weighed_from" TIMESTAMPTZ(3);

-- Where nobody connected after the newest site release without proving it, there is nothing to weigh anew.
WITH current AS (
  SELECT DISTINCT ON (appliance_id) appliance_id, installed_at FROM "release"
   WHERE kind = 'site' AND withdrawn_at IS NULL ORDER BY appliance_id, installed_at DESC, id DESC
), newest AS (
  SELECT i.appliance_id, s.kind, max(i.exported_at) AS exported_at FROM "import" i CROSS JOIN LATERAL unnest(i.kinds) AS s(kind)
   WHERE i.status = 'done' GROUP BY 1, 2
), old AS (
  SELECT DISTINCT n.appliance_id FROM "client_now" n JOIN current USING (appliance_id)
    LEFT JOIN newest ON newest.appliance_id = n.appliance_id AND newest.kind = n.kind
   WHERE n.seen AND NOT n.is_current AND (n.current_at > current.installed_at) IS NOT TRUE
     AND COALESCE(n.last_connected_at, newest.exported_at) > current.installed_at
)
UPDATE "appliance" a SET weighed_from = current.installed_at FROM current
 WHERE current.appliance_id = a.id AND a.id NOT IN (SELECT appliance_id FROM old);

-- Everywhere else the rollout that is going is opened again: that weighs from its release on, and judges everybody.
UPDATE "rollout" SET status = 'opening', epoch = epoch + 1
 WHERE status IN ('open', 'held') AND appliance_id IN (SELECT id FROM "appliance" WHERE weighed_from IS NULL);

/** Slots under load while processes are killed: what was acknowledged is in the ledger, and never is more held than the cap. */
import { installGrantGuard, readGrantViolations } from "../support/cap-watch";
import { type Drill, type DrillPlan, type Finding, playPart } from "./finding";
import { type HeldWatch, judgeLedger, watchHeld } from "./held-watch";
import { judgeNothingStuck, judgeTransitions, shorten } from "./judge-states";
import { LiveInstance, type Victim, victims } from "./live-instance";
import { importFile, openAppliance, opened, recordRelease, timesBefore } from "./played-site";
import { type EndpointRun, playEndpoints } from "./played-slots";
import { must } from "./requests";
import { eventually, limits } from "./waiting";

const cap = 8;
// No whole number of pages: that would be asked about.
const clients = 403;
const leaseMinutes = 1;
const grantsBetween = 15;

/** A fleet that nobody of has come, in control mode; failing as often as it likes. */
async function openFleet(instance: LiveInstance, key: string) {
  const times = timesBefore(Date.now());
  const applianceId = await openAppliance(instance, key, { cap, slotLeaseMinutes: leaseMinutes });
  const line = {
    dueAfterMinutes: null,
    silentDays: null,
    missedReleases: null,
    failedAttempts: null,
    msiLockedDown: false,
    byHand: false,
  };
  const policyPath = `/api/v1/appliances/${applianceId}/policy`;
  await must(200, instance, policyPath, {
    key,
    method: "PUT",
    body: { policy: { jump_client_active: line } },
  });
  const rolloutId = await recordRelease(instance, key, applianceId, times.installedAt);
  const seen = new Date(times.installedAt - 7_200_000).toISOString().slice(0, 19).replace("T", " ");
  const rows = Array.from(
    { length: clients },
    (_, index) => `pc${index},pc${index}.drill,Group ${index % 7},active,Offline since ${seen}`,
  );
  const text = ["Name,Hostname,Group,Connection Type,Status Details", ...rows, ""].join("\r\n");
  const file = { bytes: Buffer.from(text), exportedAt: times.firstExportAt };
  await importFile(instance, key, applianceId, file);
  const haltRule = { failedPercent: 100, ofLast: 1_000, silentCount: 1_000 };
  const rolloutPath = `/api/v1/rollouts/${rolloutId}`;
  await must(200, instance, rolloutPath, { key, method: "PATCH", body: { mode: "control", haltRule } });
  await opened(instance, key, rolloutId);
  const found = await instance.query<{ id: number }>(
    "SELECT id FROM client WHERE appliance_id = $1 ORDER BY id",
    [applianceId],
  );
  return { applianceId, rolloutId, clientIds: found.map(({ id }) => id) };
}

/** Everything that was acknowledged, against the ledger. */
async function judgeAcknowledged(
  instance: LiveInstance,
  applianceId: number,
  run: EndpointRun,
): Promise<string[]> {
  const rows = await instance.query<{
    id: string;
    fence: string;
    client: number;
    outcome: string | null;
    over: boolean;
  }>(
    `SELECT id, fence, client_id AS client, outcome, ended_at >= lease_until AS over FROM slot WHERE appliance_id = $1`,
    [applianceId],
  );
  const ledger = new Map(rows.map((row) => [Number(row.id), row]));
  const wrong: string[] = [];
  for (const { id, fence, clientId } of run.grants) {
    const slot = ledger.get(id);
    if (Number(slot?.fence) !== fence || slot?.client !== clientId) {
      wrong.push(`slot ${id} with fence ${fence} was granted to client ${clientId} and is not in the ledger`);
    }
  }
  for (const { id, outcome, status } of run.releases) {
    const slot = ledger.get(id);
    if (status === 200 && slot?.outcome !== outcome) {
      wrong.push(`slot ${id} was given back as ${outcome} and ended as ${slot?.outcome}`);
    }
    if (status !== 200 && !(status === 409 && slot?.outcome === "expired" && slot.over)) {
      wrong.push(`giving slot ${id} back was answered ${status}, and it ended as ${slot?.outcome}`);
    }
  }
  return shorten("acknowledgements", wrong);
}

async function killUnderLoad(instance: LiveInstance, run: EndpointRun, victim: Victim): Promise<string> {
  const before = run.grants.length;
  await eventually("some grants", limits.recovery, async () => run.grants.length >= before + grantsBetween);
  const killed = await instance.kill(victim);
  const atKill = run.grants.length;
  const granting = eventually("the next grant", limits.recovery, async () => {
    const next = run.grants.slice(atKill).find(({ at }) => at > killed.at);
    return next && (next.at - killed.at) / 1000;
  });
  granting.catch(() => undefined);
  await instance.recover(killed);
  return `${victim} ${(await granting).toFixed(1)} s`;
}

async function playSlots(plan: DrillPlan, instance: LiveInstance): Promise<Finding[]> {
  await instance.start();
  const key = await instance.makeKey("admin");
  const site = await openFleet(instance, key);
  await installGrantGuard(instance.databaseUrl());
  const agent = await instance.makeKey("agent", site.applianceId);
  const watch: HeldWatch = watchHeld(instance, site.applianceId, cap);
  const endpoints = playEndpoints(instance, { ...site, key: agent, lanes: 20, diesEvery: 12 });
  const { run } = endpoints;
  const rounds = plan.quick ? 1 : 2;
  const nextGrants: string[] = [];
  const kills = await playPart(
    plan,
    "processes killed while slots are asked for",
    rounds * victims.length,
    async () => {
      for (let round = 0; round < rounds; round++) {
        for (const victim of victims) nextGrants.push(await killUnderLoad(instance, run, victim));
      }
      return { figures: `next slot after the kill of ${nextGrants.join(", ")}`, wrong: [] };
    },
  );
  const acknowledged = await playPart(
    plan,
    "acknowledged grants and releases are in the ledger",
    1,
    async () => {
      await endpoints.stop();
      const wrong = await judgeAcknowledged(instance, site.applianceId, run);
      const taken = run.releases.filter(({ status }) => status === 200).length;
      const odd = Object.keys(run.told).filter((told) => !/^(20[01]|423 |409 |503 )/.test(told));
      if (odd.length > 0)
        wrong.push(
          `answers that nobody should get: ${odd.map((told) => `${run.told[told]} × ${told}`).join(", ")}`,
        );
      const figures = `${run.grants.length} grants, ${taken} releases, ${run.broken} broken connections, told ${JSON.stringify(run.told)}`;
      return { figures, wrong };
    },
  );
  const held = await playPart(
    plan,
    "never more held than the cap, no fence twice, all free after their leases",
    1,
    async () => {
      await eventually("the end of every lease", leaseMinutes * 60 + limits.recovery, async () => {
        const sql =
          "SELECT count(*) AS n FROM slot WHERE appliance_id = $1 AND (ended_at IS NULL OR NOT judged)";
        return (await instance.count(sql, site.applianceId)) === 0;
      });
      await watch.stop();
      const ledger = await judgeLedger(instance, site.applianceId, cap);
      const wrong = [
        ...shorten("looks", watch.violations),
        ...shorten("lines of the ledger", ledger.wrong),
        ...(await readGrantViolations(instance.databaseUrl())),
        ...(await judgeTransitions(instance, site.rolloutId)),
        ...(await judgeNothingStuck(instance, site.applianceId)),
      ];
      if (watch.highest < cap / 2) wrong.push(`the cap was hardly used: ${watch.highest} of ${cap}`);
      const ends = await instance.query<{ outcome: string; n: string; longest: string }>(
        `SELECT outcome, count(*) AS n, round(max(extract(epoch FROM ended_at - granted_at)), 1) AS longest
           FROM slot WHERE appliance_id = $1 GROUP BY 1 ORDER BY 1`,
        [site.applianceId],
      );
      const told = ends.map(({ outcome, n, longest }) => `${n} ${outcome} (${longest} s at most)`).join(", ");
      const figures = `${watch.highest} of ${cap} held at most in ${watch.looks} looks; ended: ${told}`;
      return { figures, wrong };
    },
  );
  return [kills, acknowledged, held];
}

export const drillSlots: Drill = async (plan) => {
  const instance = await LiveInstance.prepare();
  try {
    return await playSlots(plan, instance);
  } finally {
    await instance.remove();
  }
};

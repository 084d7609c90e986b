/** What holds of real worker processes on either queue store: killed in the middle, two at once, the store wiped. */
import { afterEach, expect, it } from "vitest";
import { pool } from "@/lib/platform/db";
import { listedRows } from "@/test/support/listed-rows";
import { type ExportPlan, makeExport } from "@/test/support/make-export";
import { openSite, readImport, readRollout, type Site, setClock, upload } from "@/test/support/roll-call";
import {
  killWorkerProcesses,
  startWorkerProcess,
  until,
  type WorkerProcess,
} from "@/test/support/worker-process";

const installedAt = Date.UTC(2026, 10, 20, 2);
const exportedAt = Date.UTC(2026, 10, 21, 9, 30);

async function count(sql: string, ...values: unknown[]): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(sql, values);
  return rows[0]?.count ?? 0;
}

/** How many clients an import lists. */
function listedIn(importId: number): Promise<number> {
  return count(
    "SELECT count(*) FROM snapshot_block b CROSS JOIN LATERAL unnest(b.says) AS listed(says) WHERE b.import_id = $1 AND listed.says <> 0",
    importId,
  );
}

async function isDone(importId: number): Promise<boolean> {
  const { status, problem } = await readImport(importId);
  expect(problem).toBeNull();
  expect(["queued", "parsing", "applying", "done"]).toContain(status);
  return status === "done";
}

/** Uploads a made export; what a correct reading of it must find comes with it. */
async function uploadMade(site: Site, plan: ExportPlan) {
  const made = makeExport({ installedAt, exportedAt, ...plan });
  const parts = { applianceId: String(site.id), exportedAt: new Date(exportedAt).toISOString() };
  const answer = await upload(parts, made.text());
  expect(answer.status).toBe(202);
  return { id: answer.body.id, truth: made.truth };
}

/** Registers the tests. `wipe` throws everything in the queue's store away. */
export function testWorkers(wipe: () => Promise<void>): void {
  let worker: WorkerProcess;
  afterEach(killWorkerProcesses);

  it("finishes an import whose worker was killed in the middle, with nothing lost and nothing doubled", async () => {
    setClock("2026-11-21T12:00:00Z");
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", new Date(installedAt).toISOString());
    const { id, truth } = await uploadMade(site, { rows: 6_000, badEvery: 500 });
    worker = await startWorkerProcess();
    await until("the reading", async () => {
      const { status } = await readImport(id);
      expect(status).not.toBe("done");
      return status === "applying" || status === "parsing";
    });
    await worker.kill();
    expect((await readImport(id)).status).not.toBe("done");
    expect(await listedIn(id)).toBe(0);

    worker = await startWorkerProcess();
    await until("the import", () => isDone(id), 60);
    // Refused rows that say who they are were listed all the same.
    const listed = truth.accepted + truth.listed;
    expect(await readImport(id)).toMatchObject({
      rows: { total: truth.total, accepted: truth.accepted, rejected: truth.rejected },
      diff: { added: truth.accepted },
    });
    expect(await readRollout(rollout)).toMatchObject({
      cohort: listed,
      late: 0,
      counts: { checked_in: truth.checkedIn },
    });
    expect(await listedIn(id)).toBe(listed);
    expect(await count("SELECT count(*) FROM client WHERE appliance_id = $1", site.id)).toBe(listed);
    expect(await count("SELECT count(*) FROM import_reject WHERE import_id = $1", id)).toBe(truth.rejected);
    expect(await count("SELECT count(*) FROM import_row WHERE import_id = $1", id)).toBe(0);
    await worker.stop();
  }, 120_000);

  it("goes on with a sweep whose worker was killed in the middle, and judges everybody once", async () => {
    // More than one transaction's worth.
    const members = 11_000;
    setClock("2026-03-02T03:00:00Z");
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", "2026-03-02T02:00:00Z");
    const list = Array.from({ length: members }, (_, pc) => ({
      name: `pc${pc}`,
      type: "passive",
      seen: "Offline since 2026-02-10 10:00:00",
    }));
    await site.import(list, "2026-03-02T02:30:00Z");
    setClock("2026-03-20T03:00:00Z");
    const judged = () =>
      count(
        `SELECT (SELECT count(*) FROM transition WHERE rollout_id = $1 AND to_state = 'needs_redeployment')
              + (SELECT count(*) FROM transition_block b CROSS JOIN LATERAL unnest(b.from_state, b.to_state) AS t(was, is_now)
                  WHERE b.rollout_id = $1 AND t.was <> 0 AND (enum_range(NULL::member_state))[t.is_now] = 'needs_redeployment')
                AS count`,
        rollout,
      );
    worker = await startWorkerProcess({ ROLLCALL_SWEEP_SECONDS: "1" });
    const atTheKill = await until("the sweep", judged);
    await worker.kill();
    expect(atTheKill).toBeLessThan(members);

    worker = await startWorkerProcess({ ROLLCALL_SWEEP_SECONDS: "1" });
    await until("the rest of the sweep", async () => (await judged()) >= members);
    expect(await readRollout(rollout)).toMatchObject({ counts: { needs_redeployment: members } });
    await worker.stop();
    expect(await judged()).toBe(members);
  }, 120_000);

  it("lets two workers share many imports", async () => {
    setClock("2026-11-21T12:00:00Z");
    const workers = await Promise.all([startWorkerProcess(), startWorkerProcess()]);
    const sites = await Promise.all([openSite(), openSite(), openSite()]);
    const sent: number[] = [];
    for (let night = 1; night <= 6; night++) {
      for (const site of sites) {
        const rows = Array.from({ length: 100 }, (_, pc) => ({
          name: `pc${pc}`,
          seen: `Offline since 2026-11-${String(night + 10)} 10:00:00`,
        }));
        const parts = {
          applianceId: String(site.id),
          exportedAt: `2026-11-${night + 10}T12:00:00Z`,
          complete: "true",
        };
        sent.push((await upload(parts, site.list(rows))).body.id);
      }
    }
    for (const id of sent) await until(`import ${id}`, () => isDone(id));
    expect(await Promise.all(workers.map((each) => each.stop()))).toEqual([0, 0]);
    for (const site of sites) {
      expect((await site.clients()).size).toBe(100);
      expect(await listedRows(site.id)).toHaveLength(600);
      expect(await site.client("pc7")).toMatchObject({ lastSeenAt: "2026-11-16T10:00:00.000Z" });
    }
  }, 120_000);

  it("finds its work again when the queue's store was wiped, also under a running worker", async () => {
    setClock("2026-11-21T12:00:00Z");
    const site = await openSite();
    const send = async (at: string) => {
      const file = site.list([{ name: "pc", seen: `Offline since ${at.slice(0, 10)} 10:00:00` }]);
      const answer = await upload({ applianceId: String(site.id), exportedAt: at }, file);
      expect(answer.status).toBe(202);
      return answer.body.id;
    };
    const before = await send("2026-11-18T12:00:00Z");
    await wipe();
    worker = await startWorkerProcess();
    await until("the import from before", () => isDone(before));
    await wipe();
    const after = await send("2026-11-19T12:00:00Z");
    await until("the import from after", () => isDone(after), 60);
    await worker.stop();
  }, 120_000);
}

// Every file of the corpus, uploaded through the API, becomes what the table beside it says; whether the release or the export comes first.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import * as clientsRoute from "@/app/api/v1/clients/route";
import * as confirmationRoute from "@/app/api/v1/imports/[id]/confirmation/route";
import * as mappingRoute from "@/app/api/v1/imports/[id]/mapping/route";
import { openContext, system } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";
import { deleteAppliance } from "@/lib/rollout/delete-appliance";
import { exportTables } from "@/test/fixtures/exports/tables";
import {
  type ExportCase,
  expectClients,
  expectImport,
  type FileStep,
  questionOf,
  type ReadImport,
  setUp,
} from "@/test/support/export-case";
import {
  ask,
  closeRollCall,
  openRollCall,
  openSite,
  readImport,
  readRejects,
  readRollout,
  runDueJobs,
  type Site,
  type SiteClient,
  setClock,
  upload,
} from "@/test/support/roll-call";

const folderOf = (table: string) => join(import.meta.dirname, "../../fixtures/exports", table);
const halfAnHour = 30 * 60_000;

beforeAll(openRollCall);
afterAll(closeRollCall);
// Hosts are named alike from file to file, and a file whose hosts another appliance has is asked about.
afterEach(async () => {
  const ctx = await openContext(system);
  const { rows } = await pool().query<{ id: number; name: string }>("SELECT id, name FROM appliance");
  for (const { id, name } of rows) await deleteAppliance(ctx, id, name);
});

async function send(site: Site, table: string, step: FileStep): Promise<ReadImport> {
  const { file, kind = setUp.kind, made = setUp.made, parts, fileName = file } = step;
  const answer = await upload(
    { applianceId: String(site.id), kind, ...(made !== null && { exportedAt: made }), ...parts },
    readFileSync(join(folderOf(table), file)),
    { fileName },
  );
  expect(answer.body).toMatchObject({ id: expect.any(Number) });
  await runDueJobs();
  let read = await readImport(answer.body.id);
  for (const [question, reply] of step.asks ?? []) {
    expect(questionOf(read, question)).toBe(question);
    if (reply === undefined) break;
    await give(read.id, reply);
    read = await readImport(read.id);
  }
  return read as ReadImport;
}

async function give(id: number, answer: Record<string, unknown>): Promise<void> {
  const [route, place] =
    "confirmed" in answer ? [confirmationRoute, "confirmation"] : [mappingRoute, "mapping"];
  const call = { method: "POST", id, body: answer };
  expect(await ask(route.POST, `/api/v1/imports/${id}/${place}`, call)).toMatchObject({ status: 202 });
  await runDueJobs();
}

/** Every client, also several of one name. */
async function clientsOf(site: Site): Promise<SiteClient[]> {
  const path = `/api/v1/clients?applianceId=${site.id}&limit=500`;
  const { status, body } = await ask<{ items: SiteClient[] }>(clientsRoute.GET, path);
  expect(status).toBe(200);
  return body.items;
}

async function run(table: string, wanted: ExportCase, releaseFirst: boolean): Promise<void> {
  const { zone = setUp.zone, installedAt = setUp.installedAt, made, before = [], finished } = wanted;
  setClock(wanted.now ?? new Date(Date.parse(made ?? setUp.made) + halfAnHour).toISOString());
  const site = await openSite({ hostname: "support.example.com", timeZone: zone, confirmChangePercent: 30 });
  if (releaseFirst) await site.release(setUp.version, installedAt);
  for (const step of before) {
    const read = await send(site, table, step);
    expect(read.status).toBe(step.ends ?? "done");
  }
  const read = await send(site, table, wanted);
  const isLeftWaiting = wanted.asks?.some(([, answer]) => answer === undefined) ?? false;
  if (!isLeftWaiting)
    expectImport(wanted, read, await readRejects(read.id), wanted.among ?? wanted.clients.length);
  const { rollout } = await site.release(setUp.version, installedAt);
  expectClients(wanted, await clientsOf(site));
  if (finished !== undefined) expect((await readRollout(rollout)).finished).toBe(finished);
}

for (const [table, cases] of Object.entries(exportTables)) {
  describe(table, () => {
    for (const wanted of cases) {
      const title = wanted.when === undefined ? wanted.file : `${wanted.file}, ${wanted.when}`;
      it(title, () => run(table, wanted, true));
      if (table === "faults") it(`${title}, before the release is recorded`, () => run(table, wanted, false));
    }

    it("says of each of its files what must come of it", () => {
      const said = new Set(
        cases.flatMap(({ file, before = [] }) => [file, ...before.map((step) => step.file)]),
      );
      const files = readdirSync(folderOf(table)).filter((name) => name !== "expected.ts");
      expect([...said].sort()).toEqual(files.sort());
    });
  });
}

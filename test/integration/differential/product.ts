/**
 * All that the histories know of the product: its verbs, done as a person with the jobs they ask for, and what pages and the API
 * read. The database's clock stands still until it is moved, so that both sides judge at the same instant.
 */

import { createAppliance } from "@/lib/fleet/create-appliance";
import { advanceImport } from "@/lib/intake/advance-import";
import { answerConfirmation, answerMapping, stopImport } from "@/lib/intake/answer-import";
import { importDetail } from "@/lib/intake/queries";
import { receiveImport, storeFile } from "@/lib/intake/receive-import";
import { uploadFields } from "@/lib/intake/schema";
import { type Actor, type Ctx, openContext, system } from "@/lib/platform/context";
import { closeDatabase, pool } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import type { JobName, JobPayload } from "@/lib/platform/job-catalog";
import { advanceQueue } from "@/lib/rollout/cap/advance-queue";
import { askSlot } from "@/lib/rollout/cap/ask-slot";
import { expireSlots } from "@/lib/rollout/cap/expire-slots";
import { releaseSlot } from "@/lib/rollout/cap/release-slot";
import { changePolicy } from "@/lib/rollout/change-policy";
import { changeRollout } from "@/lib/rollout/change-rollout";
import { clientDetail } from "@/lib/rollout/clients/client-detail";
import { countClients } from "@/lib/rollout/clients/count-clients";
import { listClients } from "@/lib/rollout/clients/list-clients";
import { attestClient, removeAttestation } from "@/lib/rollout/members/attest-client";
import { changeClient } from "@/lib/rollout/members/change-client";
import { excludeClient, removeExclusion } from "@/lib/rollout/members/exclude-client";
import { registerClient } from "@/lib/rollout/members/register-client";
import { sweepMembers } from "@/lib/rollout/members/sweep-members";
import { openRollout } from "@/lib/rollout/open-rollout";
import { rolloutAnswer } from "@/lib/rollout/overview/answer-queries";
import { overview } from "@/lib/rollout/overview/overview-queries";
import { rolloutPage } from "@/lib/rollout/queries";
import { correctRelease } from "@/lib/rollout/releases/correct-release";
import { recordRelease } from "@/lib/rollout/releases/record-release";
import { withdrawRelease } from "@/lib/rollout/releases/withdraw-release";
import { createTestDatabase, type TestDatabase } from "@/test/support/database";

let database: TestDatabase;

/** Makes this file's database, with a clock that stands still. Call in `beforeAll`. */
export async function openProduct(): Promise<void> {
  database = await createTestDatabase();
  await pool().query(`CREATE SCHEMA stopped;
    CREATE TABLE stopped.clock (at timestamptz(3) NOT NULL);
    INSERT INTO stopped.clock VALUES (now());
    CREATE FUNCTION stopped.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT at FROM stopped.clock';
    DO $$ BEGIN
      EXECUTE format('ALTER DATABASE %I SET search_path = stopped, pg_catalog, public', current_database());
    END $$`);
  await closeDatabase();
}

/** Throws the database away. Call in `afterAll`. */
export async function closeProduct(): Promise<void> {
  await closeDatabase();
  await database.drop();
}

const person: Actor = { type: "person", id: "lena", name: "Lena Lead", role: "admin", appliances: "all" };

/** Who does everything. */
export const doer = person.name;

/** What a verb answered, or how it refused. */
export type Answered<T> = { ok: true; value: T } | { ok: false; code: string };

type Verb<T> = (ctx: Ctx) => Promise<T>;

/** Jobs that nothing is judged by are left out: halts hold slots back, and pushes go to webhooks. */
const jobs: { [N in JobName]?: (ctx: Ctx, payload: JobPayload<N>) => Promise<unknown> } = {
  "import.advance": (ctx, { importId }) => advanceImport(ctx, importId),
  "rollout.open": (ctx, { rolloutId }) => openRollout(ctx, rolloutId),
  "slot.grant": (ctx, { applianceId }) => advanceQueue(ctx, applianceId),
};

/** Does a verb, and then the jobs that it and they ask for, in that order. */
async function does<T>(verb: Verb<T>): Promise<Answered<T>> {
  const waiting: (() => Promise<void>)[] = [];
  const contextOf = async (actor: Actor): Promise<Ctx> => ({
    ...(await openContext(actor)),
    enqueue: async (name, payload) => {
      const job = jobs[name];
      if (job) waiting.push(async () => void (await job(await contextOf(system), payload)));
    },
  });
  let answer: Answered<T>;
  try {
    answer = { ok: true, value: await verb(await contextOf(person)) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    answer = { ok: false, code: error.code };
  }
  for (let next = waiting.shift(); next; next = waiting.shift()) await next();
  return answer;
}

/** Empties the database and registers an appliance; returns its number. Numbers begin anew. */
export async function beginAnew(
  now: number,
  settings: { confirmChangePercent: number; confirmRejectPercent: number },
): Promise<number> {
  const { rows } = await pool().query<{ name: string }>(
    "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('_prisma_migrations', 'hash_seed')",
  );
  await pool().query(`TRUNCATE ${rows.map(({ name }) => name).join(", ")} RESTART IDENTITY CASCADE`);
  await moveClock(now);
  const made = await does((ctx) =>
    createAppliance(ctx, {
      name: "Site",
      hostname: "site.example.com",
      timeZone: "UTC",
      cap: 1_000,
      ...settings,
    }),
  );
  if (!made.ok) throw new Error(made.code);
  return made.value;
}

export async function moveClock(now: number): Promise<void> {
  await pool().query("UPDATE stopped.clock SET at = $1", [new Date(now).toISOString()]);
}

/** Uploads bytes with what is said of them, and reads them as far as they go. */
export function upload(text: string, said: Record<string, string>) {
  return does(async (ctx) => {
    async function* bytes(): AsyncGenerator<Buffer> {
      yield Buffer.from(text);
    }
    const file = await storeFile(ctx, "list.csv", bytes(), 1_000_000);
    return receiveImport(ctx, uploadFields.parse(said), file);
  });
}

export const product = {
  confirm: (importId: number, confirmed: boolean, complete: boolean | null) =>
    does((ctx) => answerConfirmation(ctx, importId, { confirmed, ...(complete !== null && { complete }) })),
  sayWhenMade: (importId: number, exportedAt: number) =>
    does((ctx) => answerMapping(ctx, importId, { exportedAt, remember: false })),
  takeBack: (importId: number) => does((ctx) => stopImport(ctx, importId)),
  release: (applianceId: number, version: string, installedAt: number, agentsUpdateThemselves: boolean) =>
    does((ctx) =>
      recordRelease(ctx, applianceId, {
        kind: "site",
        name: `Bomgar-${version}`,
        version,
        installedAt,
        agentsUpdateThemselves,
      }),
    ),
  correct: (releaseId: number, to: Parameters<typeof correctRelease>[2]) =>
    does((ctx) => correctRelease(ctx, releaseId, to)),
  withdraw: (releaseId: number) => does((ctx) => withdrawRelease(ctx, releaseId)),
  exclude: (clientId: number, reason: string) => does((ctx) => excludeClient(ctx, clientId, { reason })),
  include: (clientId: number) => does((ctx) => removeExclusion(ctx, clientId)),
  attest: (clientId: number, rolloutId: number, note: string) =>
    does((ctx) => attestClient(ctx, clientId, { rolloutId, note })),
  unattest: (clientId: number) => does((ctx) => removeAttestation(ctx, clientId, null)),
  register: (input: Parameters<typeof registerClient>[1]) => does((ctx) => registerClient(ctx, input)),
  setFacts: (clientId: number, facts: Parameters<typeof changeClient>[2]) =>
    does((ctx) => changeClient(ctx, clientId, facts)),
  changePolicy: (applianceId: number, policy: Parameters<typeof changePolicy>[2]["policy"]) =>
    does((ctx) => changePolicy(ctx, applianceId, { policy })),
  changeRollout: (rolloutId: number, input: Parameters<typeof changeRollout>[2]) =>
    does((ctx) => changeRollout(ctx, rolloutId, input)),
  ask: (applianceId: number, clientId: number) =>
    does((ctx) => askSlot(ctx, { applianceId, clientId }, "api")),
  giveBack: (slotId: number, fence: number, outcome: "done" | "failed") =>
    does((ctx) => releaseSlot(ctx, slotId, fence, outcome)),
  async sweep() {
    await does((ctx) => sweepMembers(ctx));
    await does((ctx) => expireSlots(ctx));
  },
};

const reading = (): Promise<Ctx> => openContext(person);
const everyClient = { state: [], kind: [], reason: [], mover: [] };

/** What pages and the API read. */
export const read = {
  import: async (importId: number) => importDetail(await reading(), importId),
  client: async (clientId: number) => clientDetail(await reading(), clientId),
  clients: async (applianceId: number) =>
    (await listClients(await reading(), { ...everyClient, applianceId }, { limit: 500, cursor: null })).items,
  counts: async (applianceId: number) =>
    (await countClients(await reading(), { ...everyClient, applianceId })).byState,
  rollout: async (rolloutId: number) => rolloutAnswer(await reading(), rolloutId),
  async pages(applianceId: number, rolloutId: number) {
    // Pages count for a share of the time only; here they count now.
    (globalThis as { rollcallReadings?: Map<string, unknown> }).rollcallReadings?.clear();
    const [glance] = await overview(await reading(), applianceId);
    return { glance, page: await rolloutPage(await reading(), rolloutId, 100) };
  },
};

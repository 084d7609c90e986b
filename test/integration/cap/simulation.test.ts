// A whole rollout in small: `npm run simulate` with 300 endpoints under a cap of 5, the API's handlers in this process and a
// real worker beside it.
import { afterAll, beforeAll, expect, it } from "vitest";
import * as releasesRoute from "@/app/api/v1/appliances/[id]/releases/route";
import * as appliancesRoute from "@/app/api/v1/appliances/route";
import * as clientsRoute from "@/app/api/v1/clients/route";
import * as importRoute from "@/app/api/v1/imports/[id]/route";
import * as rolloutRoute from "@/app/api/v1/rollouts/[id]/route";
import * as slotRoute from "@/app/api/v1/slots/[id]/route";
import * as slotsRoute from "@/app/api/v1/slots/route";
import { openPool } from "@/lib/platform/db";
import { databaseUrl, forgetEnv } from "@/lib/platform/env";
import { expectedEnds } from "@/test/simulate/fleet";
import { simulate } from "@/test/simulate/world";
import { callRoute } from "@/test/support/call-route";
import { installGrantGuard } from "@/test/support/cap-watch";
import { addKey } from "@/test/support/cast";
import type { HttpCaller } from "@/test/support/http-caller";
import { closeRollCall, openRollCall, upload } from "@/test/support/roll-call";
import { killWorkerProcesses, startWorkerProcess, type WorkerProcess } from "@/test/support/worker-process";

type Handler = Parameters<typeof callRoute>[0];
type Method = Parameters<HttpCaller["call"]>[0];

/** The addresses that the simulation uses. */
const routes: { path: RegExp; handlers: Partial<Record<Method, Handler>> }[] = [
  { path: /^\/api\/v1\/slots$/, handlers: slotsRoute },
  { path: /^\/api\/v1\/slots\/(\d+)$/, handlers: slotRoute },
  { path: /^\/api\/v1\/rollouts\/(\d+)$/, handlers: rolloutRoute },
  { path: /^\/api\/v1\/appliances$/, handlers: appliancesRoute },
  { path: /^\/api\/v1\/appliances\/(\d+)\/releases$/, handlers: releasesRoute },
  { path: /^\/api\/v1\/imports\/(\d+)$/, handlers: importRoute },
  { path: /^\/api\/v1\/clients$/, handlers: clientsRoute },
];

function inProcessCaller(headers: Record<string, string>): HttpCaller {
  return {
    async call(method, path, body) {
      const bare = path.split("?", 1)[0] ?? "";
      const route = routes.find((each) => each.path.test(bare));
      const handler = route?.handlers[method];
      if (!route || !handler) throw new Error(`the simulation asked for ${method} ${path}`);
      const id = route.path.exec(bare)?.[1];
      const answer = await callRoute(handler, {
        method,
        path,
        headers,
        ...(id === undefined ? {} : { params: { id } }),
        ...(body === undefined ? {} : { body }),
      });
      const text = await answer.text();
      const retryAfter = answer.headers.get("retry-after");
      return {
        status: answer.status,
        retryAfterSeconds: retryAfter === null ? null : Number(retryAfter),
        body: text === "" ? null : JSON.parse(text),
      };
    },
    close: async () => undefined,
  };
}

const quick = { ROLLCALL_SLOT_SWEEP_SECONDS: "1", ROLLCALL_SWEEP_SECONDS: "1" };
let worker: WorkerProcess;

beforeAll(async () => {
  await openRollCall();
  openPool(12);
  await installGrantGuard(databaseUrl());
  worker = await startWorkerProcess(quick);
});
afterAll(async () => {
  await killWorkerProcesses();
  await closeRollCall();
});

it("takes 300 endpoints through under a cap of 5, and flags everybody who never came", async () => {
  const caller = async (role: "admin" | "agent" | "lead", applianceId: number | null) =>
    inProcessCaller((await addKey(role, role, applianceId)).headers);
  const outcome = await simulate(
    {
      admin: await caller("admin", null),
      makeAgent: (applianceId) => caller("agent", applianceId),
      makeLead: (applianceId) => caller("lead", applianceId),
      sendFile: (parts, csv) => upload(parts, csv),
      async moveClock(days) {
        await worker.stop();
        process.env.ROLLCALL_CLOCK_OFFSET_SECONDS = String(days * 86_400);
        forgetEnv();
        worker = await startWorkerProcess(quick);
      },
      databaseUrl: databaseUrl(),
      say: () => undefined,
    },
    { clients: 300, cap: 5, upgradeMs: 20, exportEveryMs: 4_000, waiting: 4, hurryLeases: true },
  );
  expect(outcome.violations).toEqual([]);
  expect(outcome.highestHeld).toBeLessThanOrEqual(5);
  expect(outcome.halted).toBe(true);
  for (const [behaviour, end] of Object.entries(expectedEnds)) {
    expect(outcome.table[`${behaviour}: ${end}`], behaviour).toBeGreaterThan(0);
  }
  await worker.stop();
}, 120_000);

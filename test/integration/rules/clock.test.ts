// A clock that was ahead for a while: what was judged by it is judged again once it is right.
import { afterAll, beforeAll, expect, it } from "vitest";
import { openContext, system } from "@/lib/platform/context";
import { clockWentBackAt } from "@/lib/rollout/members/watch-clock";
import { closeRollCall, openRollCall, openSite, runDueJobs, setClock, sweep } from "@/test/support/roll-call";

const now = "2026-03-20T12:00:00Z";

beforeAll(async () => {
  await openRollCall();
  setClock(now);
});
afterAll(closeRollCall);

it("leaves no client silent that is not, and the overview can say so", async () => {
  const site = await openSite();
  await site.import([{ name: "pc", seen: "Offline since 2026-03-19 10:00:00", type: "active" }], now);
  await site.release("26.1.1", now);
  const before = await site.states();
  await sweep();
  setClock("2026-04-30T12:00:00Z");
  await sweep();
  expect(await site.states()).toEqual({ pc: "needs_redeployment silent" });
  setClock(now);
  await sweep();
  await runDueJobs();
  expect(await site.states()).toEqual(before);
  expect(await clockWentBackAt(await openContext(system))).not.toBeNull();
});

it("does not mind a clock that goes back by a little", async () => {
  const site = await openSite();
  await site.release("26.1.2", "2026-03-20T11:00:00Z");
  setClock("2026-03-20T13:00:00Z");
  await sweep();
  const ctx = await openContext(system);
  const before = await clockWentBackAt(ctx);
  setClock("2026-03-20T12:56:00Z");
  await sweep();
  expect(await clockWentBackAt(ctx)).toBe(before);
});

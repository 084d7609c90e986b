/**
 * A fleet of all six kinds is followed through two releases by all feeds at once, while everything goes wrong that can: at no look is
 * anybody said to have checked in who has not, and in the end each stands where the truth and the policy put it.
 * FOLLOWED_CLIENTS sets how many there are (npm run drill -- --only feeds).
 */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { FaultName, FaultSetting } from "@/demo/faults";
import { swapPair } from "@/demo/fleet/releases";
import { compareAll, findFalseCheckIns } from "@/test/support/followed/compare";
import { FollowedSite } from "@/test/support/followed/followed-site";
import { knownMembers } from "@/test/support/followed/known-members";
import { closeRollCall, openRollCall } from "@/test/support/roll-call";

// How fast an appliance may be asked is another test's; the stand-in's own rates are off.
vi.mock("@/lib/feeds/appliance-api/request-limits", () => ({
  openRequestLimits: () => ({ take: async () => 0, pause: async () => {} }),
}));

const clients = Number(process.env.FOLLOWED_CLIENTS ?? 1_500);
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.parse("2026-03-02T00:00:00Z");
const releases = [
  { version: "26.2.1", afterDays: 1.3, lastsMinutes: 35 },
  { version: "26.2.3", afterDays: 3.3, lastsMinutes: 45 },
];
const limitMs = clients > 2_000 ? 3_600_000 : 240_000;

let followed: FollowedSite;
/** How often somebody was compared, by kind. */
const all: Record<string, number> = {};

beforeAll(async () => {
  process.env.ROLLCALL_OUTGOING_ALLOW = "127.0.0.1";
  await openRollCall();
  followed = await FollowedSite.open({ clients, seed: 14, start, releases });
}, limitMs);
afterAll(async () => {
  await followed.close();
  await closeRollCall();
  delete process.env.ROLLCALL_OUTGOING_ALLOW;
}, limitMs);

const installedAt = (place: number) => {
  const { afterDays = 0, lastsMinutes = 0 } = releases[place] ?? {};
  return start + Math.round(afterDays * 24 * 60) * minute + lastsMinutes * minute;
};

/** Time goes on, and nobody is said to have checked in who has not. */
async function goOn(instant: number, stepMs = 2 * hour): Promise<void> {
  await followed.comeTo(instant, stepMs);
  expect(await findFalseCheckIns(followed)).toEqual([]);
}

/** All feeds are read well, whatever it takes, and each stands where it must. Returns the problems on the way. */
async function allIsAsItIs(): Promise<string[]> {
  const problems = await followed.readAll();
  const { falseCheckIns, wrong, compared } = await compareAll(followed);
  for (const [kind, count] of Object.entries(compared)) all[kind] = (all[kind] ?? 0) + count;
  expect({ falseCheckIns, wrong: wrong.slice(0, 20), count: wrong.length }).toEqual({
    falseCheckIns: [],
    wrong: [],
    count: 0,
  });
  return problems;
}

describe("a fleet that is followed", () => {
  it(
    "is known before anything is installed",
    async () => {
      await goOn(start + 9 * hour, 3 * hour);
      await followed.readAll();
      await goOn(installedAt(0) - 40 * minute, 4 * hour);
      await followed.readAll();
      expect((await knownMembers(followed.site.id)).length).toBeGreaterThan(clients * 0.9);
    },
    limitMs,
  );

  it(
    "is told as it is while the appliance is down for its upgrade, and after it",
    async () => {
      await goOn(installedAt(0) - 10 * minute);
      expect((await followed.poll("command_api")).problem).not.toBeNull();
      await followed.poll("config_api");
      await goOn(installedAt(0) + minute);
      await followed.tellRelease("26.2.1", installedAt(0));
      for (const minutes of [2, 20]) {
        await goOn(installedAt(0) + minutes * minute);
        await followed.readAll();
        expect(await findFalseCheckIns(followed)).toEqual([]);
      }
      await goOn(installedAt(0) + hour);
      await allIsAsItIs();
    },
    limitMs,
  );

  const config = "/api/config";
  const command = "/api/command";
  it.each<Record<string, FaultSetting>>([
    { tooMany: { value: 7, times: 3 }, truncated: { times: 3, path: command } },
    { unknownParameter: { times: 1 }, serverError: { times: 3 } },
    { slow: { value: 300, times: 5 }, truncated: { times: 2, path: config }, entityBomb: { times: 1 } },
    { tokenExpiry: { value: 3, times: 40 }, changingPages: { value: 5, times: 2 } },
    { down: { times: 3 } },
  ])(
    "%j: it is read all the same, later",
    async (faults) => {
      for (const [fault, setting] of Object.entries(faults))
        followed.standIn.faults.set(fault as FaultName, setting);
      await followed.poll("config_api");
      await followed.poll("command_api");
      expect(await findFalseCheckIns(followed)).toEqual([]);
      await goOn(followed.now + hour);
      await followed.readWell("config_api");
      followed.standIn.faults.clearAll();
      await goOn(followed.now + hour);
      await allIsAsItIs();
    },
    limitMs,
  );

  it(
    "an account that sees a tenth of it takes nobody away: the list waits for a person, and the next whole one takes its place",
    async () => {
      const states = async () => (await knownMembers(followed.site.id)).map(({ id, state }) => [id, state]);
      const before = await states();
      followed.standIn.faults.set("lostRights", {});
      await followed.readAll();
      followed.standIn.faults.clearAll();
      expect(await states()).toEqual(before);
      await goOn(followed.now + hour);
      await allIsAsItIs();
    },
    limitMs,
  );

  it(
    "a clock that is five minutes ahead proves no check-in that was none",
    async () => {
      followed.standIn.faults.set("clockSkew", { value: 300 });
      await goOn(installedAt(1) - hour, 6 * hour);
      await followed.readAll();
      await goOn(installedAt(1) + minute);
      await followed.tellRelease("26.2.3", installedAt(1));
      for (const minutes of [3, 6, 25]) {
        await goOn(installedAt(1) + minutes * minute);
        await followed.readAll();
        expect(await findFalseCheckIns(followed)).toEqual([]);
      }
      followed.standIn.faults.clearAll();
      await goOn(installedAt(1) + hour);
      await followed.readAll();
      await allIsAsItIs();
    },
    limitMs,
  );

  it(
    "the other unit of the pair serves",
    async () => {
      await goOn(installedAt(1) + 6 * hour);
      swapPair(followed.standIn.fleet);
      await followed.readAll();
      expect(await findFalseCheckIns(followed)).toEqual([]);
      await goOn(followed.now + 2 * hour);
      await allIsAsItIs();
    },
    limitMs,
  );

  it(
    "in the end each stands where the truth and the policy put it",
    async () => {
      await goOn(followed.now + 2 * hour);
      followed.endOutboundEvents();
      for (const days of [1, 7, 16]) {
        await goOn(installedAt(1) + days * day + 5 * hour, 24 * hour);
        await allIsAsItIs();
      }
      const { compared, unseen } = await compareAll(followed);
      for (const kind of [
        "jump_client",
        "jumpoint",
        "console",
        "button",
        "connection_agent",
        "integration_client",
      ])
        expect(all).toHaveProperty(kind);
      if (process.env.FOLLOWED_CLIENTS)
        process.stdout.write(`${JSON.stringify({ compared, unseen, all })}\n`);
    },
    limitMs,
  );
});

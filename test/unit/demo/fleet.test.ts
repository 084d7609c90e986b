import { expect, test } from "vitest";
import { advance } from "@/demo/fleet/advance";
import { Agenda } from "@/demo/fleet/agenda";
import { addJumpClient, removeJumpClient } from "@/demo/fleet/churn";
import { day, hour, minute } from "@/demo/fleet/durations";
import { type Fleet, needsUpdate, siteVersion } from "@/demo/fleet/fleet";
import { type Habit, nextStay } from "@/demo/fleet/habits";
import { makeFleet, usualReleases } from "@/demo/fleet/make-fleet";
import { swapPair, upgradeNow } from "@/demo/fleet/releases";
import { truth } from "@/demo/fleet/truth";

const start = Date.parse("2026-11-02T00:00:00Z");
const at = (days: number) => start + days * day;
const small = { clients: 400, start };

test("the same seed makes the same fleet and the same fortnight, another seed another", () => {
  const live = (seed: number) => {
    const fleet = makeFleet({ ...small, seed });
    const happenings = advance(fleet, at(14));
    return JSON.stringify([truth(fleet), happenings]);
  };
  const told = live(7);
  expect(live(7)).toBe(told);
  expect(live(8)).not.toBe(told);
});

test("in how many steps time passes makes no difference", () => {
  const atOnce = makeFleet(small);
  const inSteps = makeFleet(small);
  const happenings = [];
  for (let now = start; now <= at(14); now += 7 * minute + 13_000) happenings.push(...advance(inSteps, now));
  happenings.push(...advance(inSteps, at(14)));
  expect(happenings).toEqual(advance(atOnce, at(14)));
  expect(truth(inSteps)).toEqual(truth(atOnce));
});

test("time does not go back", () => {
  expect(() => advance(makeFleet(small), start - 1)).toThrow("does not go back");
});

test("20,000 clients live a day in steps of five minutes within seconds", () => {
  const fleet = makeFleet({
    clients: 20_000,
    start,
    releases: [{ version: "26.2.1", afterDays: 0.4, lastsMinutes: 30 }],
  });
  const began = performance.now();
  for (let now = start; now <= at(1); now += 5 * minute) advance(fleet, now);
  expect(performance.now() - began).toBeLessThan(8_000);
  expect(fleet.clients.filter((client) => client.version === "26.2.1").length).toBeGreaterThan(5_000);
});

test("a fleet has as many clients as it was told, of all kinds and natures", () => {
  const fleet = makeFleet({ clients: 5_000, start });
  const { clients } = truth(fleet);
  expect(clients).toHaveLength(5_000);
  expect(new Set(clients.map(({ kind }) => kind)).size).toBe(6);
  expect(new Set(clients.map(({ nature }) => nature)).size).toBe(11);
  expect(new Set(clients.map(({ availability }) => availability))).toEqual(
    new Set(["available", "disabled", "uninstalled"]),
  );
  expect(fleet.jumpoints.filter(({ clustered }) => clustered).every(({ nodes }) => nodes.length >= 2)).toBe(
    true,
  );
  const ids = fleet.jumpClients.map(({ vendorId }) => vendorId);
  expect(ids).toEqual([...new Set(ids)].sort((one, other) => one - other));
  const hosts = fleet.jumpClients.map(({ hostname }) => hostname);
  expect(hosts.length - new Set(hosts).size).toBeGreaterThan(20);
  const users = fleet.clients.filter(({ kind }) => kind === "console").map(({ user }) => user);
  expect(new Set(users).size).toBe(users.length);
  const silent = clients.filter(
    ({ lastConnectedAt }) => lastConnectedAt !== null && lastConnectedAt < at(-30),
  );
  expect(silent.length).toBeGreaterThan(10);
});

function share(
  fleet: Fleet,
  which: (client: Fleet["clients"][number]) => boolean,
  has: (client: Fleet["clients"][number]) => boolean,
) {
  const chosen = fleet.clients.filter(which);
  return chosen.filter(has).length / chosen.length;
}

test("a release disconnects everybody, active clients upgrade soon after, so many at a time, passive ones when they come", () => {
  const releases = [{ version: "26.2.1", afterDays: 1.4, lastsMinutes: 30 }];
  const fleet = makeFleet({ clients: 1_500, start, releases, upgradeCap: 20 });
  advance(fleet, at(1.4));
  expect(fleet.clients.some(({ online }) => online)).toBe(false);
  const installedAt = at(1.4) + 30 * minute;
  advance(fleet, installedAt - 1);
  expect(fleet.clients.some(({ online }) => online)).toBe(false);
  let most = 0;
  for (let now = installedAt; now < installedAt + 4 * hour; now += minute) {
    advance(fleet, now);
    most = Math.max(most, fleet.upgradesRunning);
    expect(fleet.jumpClients.filter(({ upgrade }) => upgrade === "running")).toHaveLength(
      fleet.upgradesRunning,
    );
  }
  expect(most).toBe(20);
  const current = (client: Fleet["clients"][number]) => !needsUpdate(fleet, client);
  const ordinary = (type: string) => (client: Fleet["clients"][number]) =>
    client.kind === "jump_client" &&
    client.nature === "ordinary" &&
    client.connectionType === type &&
    client.on;
  expect(share(fleet, ordinary("active"), current)).toBeGreaterThan(0.97);
  const passiveSoon = share(fleet, ordinary("passive"), current);
  advance(fleet, installedAt + 26 * hour);
  expect(passiveSoon).toBeLessThan(0.9);
  expect(share(fleet, (client) => ordinary("passive")(client) && client.site !== 2, current)).toBeGreaterThan(
    0.95,
  );
});

test("some never update, some skip the second release, some fall back, a branch is lost for days", () => {
  const fleet = makeFleet({ clients: 5_000, start });
  advance(fleet, at(6));
  expect(fleet.clients.some(({ site, online }) => site === 2 && online)).toBe(false);
  advance(fleet, at(7.6));
  expect(fleet.clients.filter(({ site, online }) => site === 2 && online).length).toBeGreaterThan(20);
  advance(fleet, at(12.1));
  const ofNature = (wanted: string) => fleet.clients.filter(({ nature }) => nature === wanted);
  expect(siteVersion(fleet)).toBe("26.2.3");
  expect(ofNature("stuck").every(({ version }) => version === "26.1.3")).toBe(true);
  expect(ofNature("skips").some(({ version }) => version === "26.2.1")).toBe(true);
  expect(ofNature("skips").some(({ version }) => version === "26.2.3")).toBe(false);
  const fellBack = ofNature("regresses").filter(
    (client) => client.version === "26.2.1" && (client.upgradedAt ?? 0) > at(10),
  );
  expect(fellBack.length).toBeGreaterThan(0);
  advance(fleet, at(18));
  expect(ofNature("skips").some(({ version }) => version === "26.3.1")).toBe(true);
  expect(ofNature("msi_locked_down").some((client) => needsUpdate(fleet, client))).toBe(true);
});

test("what cannot replace itself does not connect until somebody has installed it anew", () => {
  const fleet = makeFleet({ clients: 1_000, start });
  for (let now = at(2.9); now < at(12); now += hour) {
    advance(fleet, now);
    for (const { kind, nature, online, version } of fleet.clients)
      if (
        online &&
        (kind === "connection_agent" || kind === "integration_client" || nature === "msi_locked_down")
      )
        expect(version).toBe(siteVersion(fleet));
  }
});

test("the pair swaps roles, and clients are measured against the unit that serves", () => {
  const fleet = makeFleet({ ...small, releases: [] });
  upgradeNow(fleet, "26.4.1", 20);
  advance(fleet, start + hour);
  expect([fleet.units.A.version, fleet.units.B.version]).toEqual(["26.4.1", "26.1.3"]);
  swapPair(fleet);
  expect([fleet.serving, siteVersion(fleet)]).toEqual(["B", "26.1.3"]);
  expect(fleet.clients.some(({ online }) => online)).toBe(false);
  advance(fleet, start + 5 * hour);
  expect([fleet.units.A.version, fleet.units.B.version]).toEqual(["26.4.1", "26.4.1"]);
});

test("a release that is older, known or begun already cannot be installed", () => {
  const fleet = makeFleet(small);
  expect(() => upgradeNow(fleet, "26.1.2")).toThrow("only a newer release");
  expect(() => upgradeNow(fleet, usualReleases[0]?.version ?? "")).toThrow("planned");
  expect(() => upgradeNow(fleet, "26.1.10", Number.NaN)).toThrow("ends after");
  upgradeNow(fleet, "26.1.10");
  advance(fleet, start + minute);
  expect(() => upgradeNow(fleet, "26.1.11")).toThrow("already");
  expect(() => swapPair(fleet)).toThrow("while a unit installs");
});

test("administrators take clients off and deploy new ones", () => {
  const fleet = makeFleet(small);
  const first = fleet.jumpClients[0]?.vendorId ?? 0;
  expect(removeJumpClient(fleet, first)).toBe(true);
  expect(removeJumpClient(fleet, first)).toBe(false);
  const added = addJumpClient(fleet);
  expect(added.vendorId).toBe(Math.max(...fleet.jumpClients.map(({ vendorId }) => vendorId)));
  advance(fleet, at(9));
  expect(
    truth(fleet).clients.some(({ kind, vendorId }) => kind === "jump_client" && vendorId === first),
  ).toBe(false);
  expect(added.lastConnectAt).not.toBeNull();
});

test.each<Habit>(["server", "office", "till", "laptop", "sleeper", "rep", "rare"])(
  "stays of %s follow each other and do not overlap",
  (habit) => {
    for (let index = 0; index < 40; index++) {
      let from = start;
      for (let count = 0; count < 12; count++) {
        const stay = nextStay({ seed: 3, index, habit, offsetMinutes: 60 }, from);
        if (!stay) throw new Error(`${habit} ${index} does not come any more`);
        expect(stay.from).toBeGreaterThanOrEqual(from);
        expect(stay.to).toBeGreaterThan(stay.from);
        // The same stay is found from its own beginning.
        expect(nextStay({ seed: 3, index, habit, offsetMinutes: 60 }, stay.from)).toEqual(stay);
        from = stay.to;
      }
    }
  },
);

test("an agenda gives entries by time, then in the order in which they were entered", () => {
  const agenda = new Agenda();
  const times = [5, 3, 9, 3, 1, 7, 3, 9].map((seconds) => seconds * 1_000);
  for (const [subject, time] of times.entries()) agenda.add(time, "boots", subject);
  const taken = [];
  for (let entry = agenda.takeUntil(8_000); entry; entry = agenda.takeUntil(8_000)) taken.push(entry.subject);
  expect(taken).toEqual([4, 1, 3, 6, 0, 5]);
  expect(agenda.length).toBe(2);
});

// Every row of the default policy table: when each kind is due, and when a person has to redeploy it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  closeRollCall,
  openRollCall,
  openSite,
  readRollout,
  setClock,
  sweep,
} from "@/test/support/roll-call";

const installedAt = "2026-03-02T02:00:00Z";
const seen = "Offline since 2026-03-01 20:00:00";
const silent = "Offline since 2026-01-20 20:00:00";

beforeAll(openRollCall);
beforeEach(() => setClock("2026-03-02T03:00:00Z"));
afterAll(closeRollCall);

describe.each([
  { kind: "jump_client", type: "active", dueAt: "2026-03-02T04:00:00.000Z" },
  { kind: "jump_client", type: "passive", dueAt: "2026-03-03T04:00:00.000Z" },
  { kind: "jumpoint", dueAt: "2026-03-02T04:00:00.000Z" },
  { kind: "console", dueAt: "2026-03-16T02:00:00.000Z" },
])("$kind $type", ({ kind, type, dueAt }) => {
  const client = (name: string, status: string) => ({ name, seen: status, ...(type && { type }) });

  it(`is due at ${dueAt}, and overdue once a look taken after that does not show it`, async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    await site.import([client("a", seen)], "2026-03-02T02:30:00Z", { kind });
    expect(await site.client("a")).toMatchObject({
      kind,
      state: "waiting",
      reason: { code: "not_due_yet" },
      dueAt,
    });
    const lookAt = new Date(Date.parse(dueAt) + 60_000).toISOString();
    setClock(new Date(Date.parse(dueAt) + 120_000).toISOString());
    await site.import([client("a", seen)], lookAt, { kind });
    expect(await site.client("a")).toMatchObject({ state: "overdue", reason: { code: "past_due" }, dueAt });
  });

  it("needs redeployment when silent for 30 days, when it missed two releases, when disabled or uninstalled", async () => {
    const site = await openSite();
    await site.release("23.3.1", "2026-02-20T00:00:00Z");
    await site.release("24.1.1", installedAt);
    await site.import(
      [
        { ...client("disabled", seen), unavailable: "disabled" },
        { ...client("uninstalled", seen), unavailable: "uninstalled" },
        client("missed two", "Offline since 2026-02-19 20:00:00"),
        client("seen between", "Offline since 2026-02-21 20:00:00"),
      ],
      "2026-03-02T02:30:00Z",
      { kind },
    );
    const alone = await openSite();
    await alone.release("24.1.1", installedAt);
    await alone.import([client("silent", silent)], "2026-03-02T02:30:00Z", { kind });
    expect({ ...(await site.states()), ...(await alone.states()) }).toEqual({
      disabled: "needs_redeployment disabled_at_endpoint",
      uninstalled: "needs_redeployment uninstalled_at_endpoint",
      "missed two": "needs_redeployment missed_releases",
      "seen between": "waiting not_due_yet",
      silent: "needs_redeployment silent",
    });
  });

  it("becomes silent while the clock runs, without any new file", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    await site.import([client("a", "Offline since 2026-02-10 00:00:00")], "2026-03-02T02:30:00Z", { kind });
    expect(await site.states()).toEqual({ a: "waiting not_due_yet" });
    setClock("2026-03-12T00:00:01Z");
    await sweep();
    expect(await site.states()).toEqual({ a: "needs_redeployment silent" });
  });
});

describe("console", () => {
  it("on a locked-down machine needs redeployment at once, unless the pre-release MSI was pushed", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    await site.import(
      ["locked", "pushed", "plain msi"].map((name) => ({
        name,
        seen,
        host: site.host(name.replace(" ", "")),
      })),
      "2026-03-02T02:30:00Z",
      { kind: "console" },
    );
    await site.setFacts("locked", { installMethod: "msi_locked_down" });
    await site.setFacts("pushed", { installMethod: "msi_locked_down", preReleaseMsiPushed: true });
    await site.setFacts("plain msi", { installMethod: "msi" });
    expect(await site.states()).toEqual({
      locked: "needs_redeployment msi_locked_down",
      "plain msi": "waiting not_due_yet",
      pushed: "waiting not_due_yet",
    });
  });
});

describe("button", () => {
  it("upgrades when first used; neither late nor in need of redeployment by time, and never in the way of the end", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    await site.import(
      [
        { name: "used", seen: "Offline since 2026-03-02 02:20:00" },
        { name: "unused", seen: silent },
      ],
      "2026-03-02T02:30:00Z",
      { kind: "button" },
    );
    await site.register({ kind: "button", name: "on the intranet", inUseSince: "2025-01-01T00:00:00Z" });
    setClock("2027-06-01T00:00:00Z");
    await sweep();
    expect(await site.states()).toEqual({
      "on the intranet": "waiting on_first_use",
      unused: "waiting on_first_use",
      used: "checked_in seen_after_release",
    });
    expect(await site.client("unused")).toMatchObject({ dueAt: null });
    expect(await readRollout(rollout)).toMatchObject({
      finished: true,
      counts: { waiting: 2, checked_in: 1 },
    });
  });
});

describe("connection agent", () => {
  it("needs redeployment at once and names the security providers that are down", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    await site.register({ kind: "connection_agent", name: "plain", inUseSince: "2026-01-01T00:00:00Z" });
    await site.register({
      kind: "connection_agent",
      name: "ldap",
      hostname: "dc1.example.com",
      inUseSince: "2026-01-01T00:00:00Z",
      securityProviders: ["Corporate LDAP", "RADIUS"],
    });
    expect(await site.states()).toEqual({
      ldap: "needs_redeployment agent_by_hand",
      plain: "needs_redeployment agent_by_hand",
    });
    const ldap = await site.client("ldap");
    expect(ldap.dueAt).toBe("2026-03-02T02:00:00.000Z");
    expect(ldap.reason?.sentence).toContain("Corporate LDAP, RADIUS");
    expect((await site.client("plain")).reason?.sentence).not.toContain("security providers");
    await site.import(
      [{ name: "ldap", host: "dc1.example.com", seen: "Online since 2026-03-02 02:20:00" }],
      "2026-03-02T02:30:00Z",
      {
        kind: "connection_agent",
      },
    );
    expect(await site.states()).toMatchObject({ ldap: "checked_in seen_after_release" });
  });

  it("is due after two hours where the release says that agents update themselves", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt, { agentsUpdateThemselves: true });
    await site.register({ kind: "connection_agent", name: "agent", inUseSince: "2026-01-01T00:00:00Z" });
    expect(await site.client("agent")).toMatchObject({ state: "waiting", dueAt: "2026-03-02T04:00:00.000Z" });
    setClock("2026-03-02T04:00:01Z");
    await sweep();
    expect(await site.states()).toEqual({ agent: "overdue never_seen" });
  });
});

describe("integration client", () => {
  it("needs redeployment at once, and says before which site as well", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    await site.import([{ name: "recorder", seen }], "2026-03-02T02:30:00Z", { kind: "integration_client" });
    expect(await site.client("recorder")).toMatchObject({
      state: "needs_redeployment",
      reason: { code: "integration_client_by_hand" },
      dueAt: "2026-03-02T02:00:00.000Z",
    });
    expect((await site.client("recorder")).reason?.sentence).toContain("10.6");
  });
});

describe("an appliance's own policy", () => {
  it("is judged by at once, and leaves the lines that were not named as they are", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    await site.import(
      [
        { name: "active", type: "active", seen },
        { name: "passive", type: "passive", seen },
      ],
      "2026-03-02T02:30:00Z",
    );
    await site.changePolicy({
      jump_client_active: {
        dueAfterMinutes: 10,
        silentDays: null,
        missedReleases: null,
        failedAttempts: null,
        msiLockedDown: false,
        byHand: false,
      },
    });
    expect(await site.client("active")).toMatchObject({
      state: "overdue",
      dueAt: "2026-03-02T02:10:00.000Z",
    });
    expect(await site.client("passive")).toMatchObject({
      state: "waiting",
      dueAt: "2026-03-03T04:00:00.000Z",
    });
  });
});

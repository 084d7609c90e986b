// What an import asks before it goes on: what the columns stand for, how dates are read, whether so much may change.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as confirmationRoute from "@/app/api/v1/imports/[id]/confirmation/route";
import * as mappingRoute from "@/app/api/v1/imports/[id]/mapping/route";
import { runJob } from "@/jobs/run";
import { pool } from "@/lib/platform/db";
import {
  answerConfirmation,
  answerMapping,
  ask,
  closeRollCall,
  openRollCall,
  openSite,
  readImport,
  runDueJobs,
  setClock,
  takeBackImport,
  upload,
} from "@/test/support/roll-call";
import { until } from "@/test/support/worker-process";

beforeAll(async () => {
  await openRollCall();
  setClock("2026-03-20T12:00:00Z");
});
afterAll(closeRollCall);

describe("columns that nobody knows", () => {
  const file = (host: string, day: string) =>
    `Zorgo,Plinth,Quux\r\nalpha,${host},Offline since 2026-03-${day} 10:00:00\r\nbeta,${host}b,Online since 2026-03-${day} 10:00:00\r\n`;
  const mapping = { Zorgo: "name", Plinth: "hostname", Quux: "statusDetails" };

  it("become a question with the first rows, and the answer is remembered for the appliance", async () => {
    const site = await openSite();
    const asked = await site.send(file(site.host("alpha"), "01"));
    expect(asked).toMatchObject({
      status: "needs_mapping",
      question: { kind: "mapping", headings: ["Zorgo", "Plinth", "Quux"] },
    });
    expect(asked.question?.rows).toEqual([
      ["alpha", site.host("alpha"), "Offline since 2026-03-01 10:00:00"],
      ["beta", `${site.host("alpha")}b`, "Online since 2026-03-01 10:00:00"],
    ]);
    expect((await site.clients()).size).toBe(0);

    expect(await answerMapping(asked.id, { mapping })).toMatchObject({
      status: "done",
      question: null,
      rows: { accepted: 2 },
    });
    expect(await site.client("alpha")).toMatchObject({
      hostname: site.host("alpha"),
      lastSeenAt: "2026-03-01T10:00:00.000Z",
    });

    expect(await site.send(file(site.host("alpha"), "02"))).toMatchObject({
      status: "done",
      rows: { accepted: 2 },
    });
    const elsewhere = await openSite();
    expect(await elsewhere.send(file(elsewhere.host("alpha"), "02"))).toMatchObject({
      status: "needs_mapping",
    });
  });

  it("are not remembered when the answer says so, and a wrong answer names what is wrong", async () => {
    const site = await openSite();
    const first = await site.send(file(site.host("alpha"), "01"));
    expect(await answerMapping(first.id, { mapping, remember: false })).toMatchObject({ status: "done" });
    const next = await site.send(file(site.host("alpha"), "02"));
    expect(next).toMatchObject({ status: "needs_mapping" });
    expect(await answerMapping(next.id, { mapping: { Zorbo: "name" } })).toMatchObject({
      status: "failed",
      problem: { code: "mapping_unknown_heading" },
    });
    expect(
      await site.send(file(site.host("alpha"), "03"), { mapping: JSON.stringify(mapping) }),
    ).toMatchObject({ status: "done" });
  });

  it("takes an answer only where it waits for one", async () => {
    const site = await openSite();
    const { id } = await site.import([{ name: "a", seen: "Online" }], "2026-03-01T10:00:00Z");
    const call = { method: "POST", id, body: { mapping } };
    expect(await ask(mappingRoute.POST, `/api/v1/imports/${id}/mapping`, call)).toMatchObject({
      status: 409,
      body: { code: "not_waiting" },
    });
    const confirm = { method: "POST", id, body: { confirmed: true } };
    expect(await ask(confirmationRoute.POST, `/api/v1/imports/${id}/confirmation`, confirm)).toMatchObject({
      status: 409,
    });
  });
});

describe("dates that can be read two ways", () => {
  const seen = "Offline since 03/02/2026 10:00:00";

  it("become a question, and are read as the answer says", async () => {
    const site = await openSite();
    const asked = await site.send(site.list([{ name: "a", seen }]));
    expect(asked).toMatchObject({
      status: "needs_mapping",
      question: { kind: "date_order", why: "ambiguous" },
    });
    expect(await answerMapping(asked.id, { dateOrder: "mdy" })).toMatchObject({ status: "done" });
    expect(await site.client("a")).toMatchObject({ lastSeenAt: "2026-03-02T10:00:00.000Z" });
  });

  it("are not asked for where the request, the appliance or another row says it", async () => {
    const byRequest = await openSite();
    await byRequest.send(byRequest.list([{ name: "a", seen }]), { dateOrder: "dmy" });
    expect(await byRequest.client("a")).toMatchObject({ lastSeenAt: "2026-02-03T10:00:00.000Z" });
    const byAppliance = await openSite({ dateOrder: "mdy" });
    await byAppliance.send(byAppliance.list([{ name: "a", seen }]));
    expect(await byAppliance.client("a")).toMatchObject({ lastSeenAt: "2026-03-02T10:00:00.000Z" });
    const byRow = await openSite();
    await byRow.send(
      byRow.list([
        { name: "a", seen },
        { name: "b", seen: "Offline since 25/02/2026 10:00:00" },
      ]),
    );
    expect(await byRow.client("a")).toMatchObject({ lastSeenAt: "2026-02-03T10:00:00.000Z" });
  });

  it("are asked for where rows contradict each other", async () => {
    const site = await openSite();
    const asked = await site.send(
      site.list([
        { name: "a", seen: "Offline since 25/02/2026 10:00:00" },
        { name: "b", seen: "Offline since 02/25/2026 10:00:00" },
      ]),
    );
    expect(asked).toMatchObject({
      status: "needs_mapping",
      question: { kind: "date_order", why: "contradictory" },
    });
    expect(await answerMapping(asked.id, { dateOrder: "dmy" })).toMatchObject({
      status: "done",
      rows: { accepted: 1, rejected: 1 },
    });
  });
});

describe("a file that would change much", () => {
  const fleet = (names: readonly string[]) =>
    names.map((name) => ({ name, seen: "Offline since 2026-03-01 10:00:00" }));
  const ten = Array.from({ length: 10 }, (_, pc) => `pc${pc}`);

  it("stops with the difference shown, is applied when confirmed, and changes nothing when declined", async () => {
    const site = await openSite({ confirmChangePercent: 30 });
    await site.import(fleet(ten), "2026-03-02T10:00:00Z");
    const three = await site.send(site.list(fleet(ten.slice(0, 7))), { exportedAt: "2026-03-03T10:00:00Z" });
    expect(three).toMatchObject({ status: "done", diff: { missing: 3 } });

    const four = await site.send(site.list(fleet(ten.slice(0, 4))), { exportedAt: "2026-03-04T10:00:00Z" });
    expect(four).toMatchObject({
      status: "needs_confirmation",
      diff: { missing: 3, added: 0 },
      question: { kind: "confirmation", reasons: [{ code: "many_missing" }] },
    });
    expect(await answerConfirmation(four.id, false)).toMatchObject({ status: "cancelled" });
    expect((await site.clients()).size).toBe(10);

    const again = await site.send(site.list(fleet(ten.slice(0, 4))), { exportedAt: "2026-03-04T10:00:00Z" });
    expect(again).toMatchObject({ status: "needs_confirmation" });
    expect(again.id).not.toBe(four.id);
    expect(await answerConfirmation(again.id, true)).toMatchObject({ status: "done", diff: { missing: 3 } });
  });

  it("asks as well when many come", async () => {
    const site = await openSite({ confirmChangePercent: 30 });
    await site.import(fleet(ten), "2026-03-02T10:00:00Z");
    const more = [...ten, "new1", "new2", "new3", "new4"];
    const asked = await site.send(site.list(fleet(more)), { exportedAt: "2026-03-03T10:00:00Z" });
    expect(asked).toMatchObject({
      status: "needs_confirmation",
      question: { reasons: [{ code: "many_added" }] },
      diff: { added: 4 },
    });
    expect((await site.clients()).size).toBe(10);
  });

  it("asks as well when the file is older than all others", async () => {
    const site = await openSite({ confirmChangePercent: 30 });
    await site.import(fleet(ten), "2026-03-03T10:00:00Z");
    const others = ["old1", "old2", "old3", "old4"];
    const asked = await site.send(site.list(fleet(others)), { exportedAt: "2026-03-02T10:00:00Z" });
    expect(asked).toMatchObject({
      status: "needs_confirmation",
      question: { reasons: [{ code: "many_added", params: { count: 4 } }] },
    });
    expect((await site.clients()).size).toBe(10);
  });

  it("asks when its hosts belong to another appliance", async () => {
    const site = await openSite();
    const other = await openSite();
    await site.import(fleet(["a", "b", "c"]), "2026-03-02T10:00:00Z");
    const asked = await other.send(site.list(fleet(["a", "b", "c"])), { exportedAt: "2026-03-02T10:00:00Z" });
    expect(asked).toMatchObject({
      status: "needs_confirmation",
      question: { reasons: [{ code: "other_appliance", params: { count: 3 } }] },
    });
    expect((await other.clients()).size).toBe(0);
  });

  it("never blocks a later file, and fits in by its own time when it is confirmed after that", async () => {
    const site = await openSite({ confirmChangePercent: 30 });
    await site.import(fleet(ten), "2026-03-02T10:00:00Z");
    const waiting = await site.send(site.list(fleet(ten.slice(0, 3))), {
      exportedAt: "2026-03-03T10:00:00Z",
    });
    expect(waiting).toMatchObject({ status: "needs_confirmation" });
    const later = await site.send(
      site.list(ten.map((name) => ({ name, seen: "Online since 2026-03-04 09:00:00" }))),
      { exportedAt: "2026-03-04T10:00:00Z" },
    );
    expect(later).toMatchObject({ status: "done" });
    expect(await answerConfirmation(waiting.id, true)).toMatchObject({ status: "done" });
    expect(await site.client("pc0")).toMatchObject({ lastSeenAt: "2026-03-04T10:00:00.000Z" });
  });
});

describe("an import that is cancelled", () => {
  it("before it was read, or while it waits, leaves nothing and can be sent again", async () => {
    const site = await openSite();
    const file = site.list([{ name: "a", seen: "Offline since 2026-03-01 10:00:00" }]);
    const queued = await upload({ applianceId: String(site.id) }, file);
    expect(queued).toMatchObject({ status: 202, body: { status: "queued" } });
    expect(await takeBackImport(queued.body.id)).toMatchObject({
      status: 200,
      body: { status: "cancelled" },
    });
    await runDueJobs();
    expect(await readImport(queued.body.id)).toMatchObject({ status: "cancelled" });
    expect((await site.clients()).size).toBe(0);
    const again = await upload({ applianceId: String(site.id) }, file);
    expect(again).toMatchObject({ status: 202 });
    expect(again.body.id).not.toBe(queued.body.id);
    await runDueJobs();
    expect(await readImport(again.body.id)).toMatchObject({ status: "done" });
  });

  it.each(["parsing", "applying"])("in the middle, while it is %s, leaves nothing either", async (phase) => {
    const site = await openSite();
    const rows = Array.from({ length: 4_000 }, (_, pc) => ({
      name: `pc${pc}`,
      seen: "Offline since 2026-03-01 10:00:00",
    }));
    const { body } = await upload({ applianceId: String(site.id) }, site.list(rows));
    const reading = runJob("import.advance", { importId: body.id });
    await until(phase, async () => (await readImport(body.id)).status === phase);
    expect(await takeBackImport(body.id)).toMatchObject({ body: { status: "cancelled" } });
    await reading;
    expect(await readImport(body.id)).toMatchObject({ status: "cancelled" });
    expect((await site.clients()).size).toBe(0);
    const left = await pool().query("SELECT 1 FROM import_row WHERE import_id = $1 LIMIT 1", [body.id]);
    expect(left.rowCount).toBe(0);
  });
});

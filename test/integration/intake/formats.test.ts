// Every delimiter, encoding, line ending, language and order of columns, from upload to states; kinds in a column.
import { randomInt } from "node:crypto";
import iconv from "iconv-lite";
import Papa from "papaparse";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ExportLanguage, type ExportPlan, makeExport } from "@/test/support/make-export";
import {
  answerConfirmation,
  closeRollCall,
  openRollCall,
  openSite,
  readClient,
  readRollout,
  type Site,
  setClock,
} from "@/test/support/roll-call";

const installedAt = Date.UTC(2026, 10, 20, 2);
const exportedAt = Date.UTC(2026, 10, 21, 9, 30);

beforeAll(async () => {
  await openRollCall();
  setClock("2026-11-21T12:00:00Z");
});
afterAll(closeRollCall);

async function bytesOf(plan: ExportPlan): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of makeExport(plan).bytes()) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe("the same fleet", () => {
  const rows = 40;
  const plan: ExportPlan = { rows, language: "pt-BR", installedAt, exportedAt };
  let site: Site;
  let minute = 0;
  let states: Record<string, string>;
  const nextTime = () => new Date(exportedAt + ++minute * 1000).toISOString();

  beforeAll(async () => {
    site = await openSite();
    await site.release("24.1.1", new Date(installedAt).toISOString());
    const first = await site.send(await bytesOf(plan), { exportedAt: new Date(exportedAt).toISOString() });
    expect(first).toMatchObject({
      status: "done",
      rows: { accepted: rows, rejected: 0 },
      diff: { added: rows },
    });
    states = await site.states();
  });

  const combinations = [",", ";", "\t"].flatMap((delimiter) =>
    (["utf-8", "utf-8-bom", "utf-16le", "utf-16be", "windows-1252"] as const).flatMap((encoding) =>
      (["\n", "\r\n"] as const).map((newline) => ({ delimiter, encoding, newline }) as ExportPlan),
    ),
  );

  it.each(combinations)("reads the same from %j", async (form) => {
    if (form.delimiter === "," && form.encoding === "utf-8" && form.newline === "\r\n") return;
    const answer = await site.send(await bytesOf({ ...plan, ...form }), { exportedAt: nextTime() });
    expect(answer).toMatchObject({
      status: "done",
      rows: { accepted: rows, rejected: 0 },
      diff: { added: 0, returned: 0, missing: 0, moved: 0, changed: 0 },
    });
  });

  it("reads the same with the columns in any order, and still has the same states", async () => {
    const { data } = Papa.parse<string[]>(makeExport(plan).text().trimEnd());
    const order = (data[0] ?? []).map((_, column) => column).sort(() => randomInt(3) - 1);
    const shuffled = Papa.unparse(data.map((cells) => order.map((column) => cells[column] ?? "")));
    const answer = await site.send(iconv.encode(shuffled, "utf-8"), { exportedAt: nextTime() });
    expect(answer).toMatchObject({ status: "done", diff: { added: 0, missing: 0, moved: 0, changed: 0 } });
    expect(await site.states()).toEqual(states);
  });
});

describe("languages and shapes", () => {
  const languages: ExportLanguage[] = ["en", "pt-BR", "pt-PT", "es", "it", "fr", "de"];
  const plans: ExportPlan[] = [
    ...languages.map((language) => ({ rows: 60, language, installedAt, exportedAt })),
    { rows: 60, shape: "api", installedAt, exportedAt },
    { rows: 60, language: "de", installedAt, exportedAt, zoneOffsetMinutes: -180 },
    { rows: 60, language: "fr", badEvery: 10, installedAt, exportedAt },
  ];

  it.each(plans)("agrees with an independent count of %j", async (plan) => {
    const site = await openSite(plan.zoneOffsetMinutes ? { timeZone: "America/Sao_Paulo" } : {});
    const { rollout } = await site.release("24.1.1", new Date(installedAt).toISOString());
    const { truth } = makeExport(plan);
    const sent = await site.send(await bytesOf(plan), { exportedAt: new Date(exportedAt).toISOString() });
    // The fleet above has some of these hosts.
    const answer = sent.status === "needs_confirmation" ? await answerConfirmation(sent.id, true) : sent;
    expect(answer).toMatchObject({
      status: "done",
      rows: { total: truth.total, accepted: truth.accepted, rejected: truth.rejected },
    });
    expect(await readRollout(rollout)).toMatchObject({
      cohort: truth.accepted + truth.listed,
      late: 0,
      counts: { checked_in: truth.checkedIn },
    });
    const seen = [...(await site.clients()).values()].filter(({ lastSeenAt }) => lastSeenAt !== null);
    expect(seen).toHaveLength(truth.accepted - truth.never);
  });
});

describe("kinds", () => {
  it("come from a column, several in one file, and are a snapshot of each", async () => {
    setClock("2026-11-20T06:00:00Z");
    const site = await openSite();
    await site.release("24.1.1", "2026-11-20T02:00:00Z");
    const seen = "Offline since 2026-11-19 10:00:00";
    const answer = await site.import(
      [
        { name: "one", kind: "Jump Client", seen },
        { name: "two", kind: "Jumpoint", seen },
        { name: "three", kind: "console", seen },
        { name: "four", kind: "", seen },
      ],
      "2026-11-20T03:00:00Z",
      { kind: "button" },
    );
    expect(answer).toMatchObject({ rows: { accepted: 4 } });
    const kinds = [...(await site.clients()).values()].map(({ name, kind }) => [name, kind]);
    expect(Object.fromEntries(kinds)).toEqual({
      one: "jump_client",
      two: "jumpoint",
      three: "console",
      four: "button",
    });
    await site.import([{ name: "one", seen }], "2026-11-20T04:30:00Z", { kind: "jumpoint" });
    expect(await site.states("kind=jumpoint")).toEqual({ one: "overdue past_due", two: "overdue past_due" });
    expect(await site.states("kind=jump_client")).toEqual({ one: "waiting not_due_yet" });
    setClock("2026-11-21T12:00:00Z");
  });

  it.each(["console", "jump_client", "jumpoint", "button", "connection_agent", "integration_client"])(
    "%s can be said for the whole file",
    async (kind) => {
      const site = await openSite();
      await site.import(
        [{ name: "one", seen: "Offline since 2026-11-19 10:00:00" }],
        "2026-11-20T03:00:00Z",
        { kind },
      );
      expect(await site.client("one")).toMatchObject({ kind });
    },
  );
});

describe("unknown columns", () => {
  it("are kept as attributes", async () => {
    const site = await openSite();
    const file = `Name;Rack;Status Details\r\none;"7\r\nleft";Offline since 2026-11-19 10:00:00\r\n`;
    expect(await site.send(file)).toMatchObject({ status: "done", rows: { accepted: 1 } });
    expect((await readClient((await site.client("one")).id)).attributes).toMatchObject({
      Rack: expect.stringMatching(/7\s+left/),
    });
  });
});

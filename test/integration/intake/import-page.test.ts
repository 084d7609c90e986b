// What an import's page reads beside the API: lines with their clients, vanished groups, possible duplicates, briefs.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { doubtfulClients, vanishedGroups } from "@/lib/intake/import-doubts";
import { clientsAtLines, readLines } from "@/lib/intake/import-lines";
import { countNotices, importBriefs, judgingRollout, knownClients } from "@/lib/intake/import-page-queries";
import { importDetail } from "@/lib/intake/queries";
import { openContext, system } from "@/lib/platform/context";
import { closeRollCall, openRollCall, openSite, setClock, takeBackImport } from "@/test/support/roll-call";

const installedAt = "2026-03-02T02:00:00Z";
const page = { limit: 50, skip: 0 };

beforeAll(async () => {
  await openRollCall();
  setClock("2026-03-05T12:00:00Z");
});
afterAll(closeRollCall);

async function look(id: number) {
  const ctx = await openContext(system);
  return { ctx, found: await importDetail(ctx, id) };
}

describe("lines of an import", () => {
  it("tells what each line said and who it is about, and nothing once the import was taken back", async () => {
    const site = await openSite();
    const { rollout } = await site.release("26.2.1", installedAt);
    const { id } = await site.send(
      [
        "id,name,hostname,needs_update,last_connect_timestamp",
        "1,A,a-lines,0,2026-03-02T03:00:00+00:00",
        "2,B,b-lines,maybe,2026-03-02T03:00:00+00:00",
        "3,C,c-lines,0,2026-02-31T03:00:00+00:00",
        "",
      ].join("\n"),
      { exportedAt: "2026-03-02T09:00:00Z" },
    );
    const { ctx, found } = await look(id);
    expect(await readLines(ctx, found, rollout, page)).toMatchObject([
      { line: 2, name: "A", known: true, needsUpdateUnread: false, unreadable: false, state: "checked_in" },
      { line: 3, name: "B", known: true, needsUpdateUnread: true, unreadable: false, state: "waiting" },
    ]);
    expect(await clientsAtLines(ctx, found, [3, 4, 99])).toMatchObject([
      { line: 3, name: "B" },
      { line: 4, name: "C" },
    ]);
    expect(await countNotices(ctx, found, { codes: ["unread_word"], column: "needs_update" })).toBe(1);
    expect(await countNotices(ctx, found, { codes: ["footer"] })).toBe(0);
    const [brief] = (await importBriefs(ctx, [id])).values();
    expect(brief).toMatchObject({ lines: { noticed: 1, rejected: 1 }, question: null });
    expect(brief?.outcome?.rolloutId).toBe(rollout);
    expect(await judgingRollout(ctx, site.id, rollout)).toMatchObject({ id: rollout });
    expect(await judgingRollout(ctx, site.id, null)).toMatchObject({ id: rollout });

    await takeBackImport(id);
    const after = await look(id);
    expect(await readLines(ctx, after.found, rollout, page)).toBeNull();
    expect(await clientsAtLines(ctx, after.found, [3])).toEqual([]);
  });

  it("tells them before a confirmation too, of clients that are not there yet", async () => {
    const site = await openSite({ confirmChangePercent: 30 });
    const rows = Array.from({ length: 50 }, (_, n) => ({
      name: `p${n}`,
      seen: "Online since 2026-03-02 03:00:00",
    }));
    const { id, status } = await site.send(site.list(rows), { exportedAt: "2026-03-02T09:00:00Z" });
    expect(status).toBe("needs_confirmation");
    const { ctx, found } = await look(id);
    const lines = await readLines(ctx, found, null, { limit: 2, skip: 1 });
    expect(lines).toMatchObject([
      { line: 3, name: "p1", known: false, state: null },
      { line: 4, name: "p2", known: false, state: null },
    ]);
    const ids = (lines ?? []).map(({ clientId }) => clientId);
    expect(await knownClients(ctx, ids)).toEqual(new Set());
    const [brief] = (await importBriefs(ctx, [id])).values();
    expect(brief?.question).toMatchObject({
      kind: "confirmation",
      reasons: [{ code: "looks_like_first_page" }],
    });
  });
});

describe("what a doubt rests on", () => {
  it("names the groups of which nobody is in the file, the largest first", async () => {
    const site = await openSite({ confirmChangePercent: 30 });
    const seen = "Online since 2026-03-02 03:00:00";
    const of = (group: string, count: number) =>
      Array.from({ length: count }, (_, n) => ({ name: `${group}-${n}`, group, seen }));
    const fleet = [...of("stays", 20), ...of("small", 6), ...of("large", 8)];
    await site.import(fleet, "2026-03-02T09:00:00Z");
    const { id, status } = await site.send(site.list(fleet.slice(0, 20)), {
      exportedAt: "2026-03-03T09:00:00Z",
    });
    expect(status).toBe("needs_confirmation");
    const { ctx, found } = await look(id);
    expect(await vanishedGroups(ctx, found)).toEqual([
      { group: "large", clients: 8 },
      { group: "small", clients: 6 },
    ]);
  });

  it("names the clients that may be the same as another one", async () => {
    const site = await openSite();
    const { id } = await site.send(
      [
        "name,hostname,fqdn,last_connect_timestamp",
        "north,,lab-1.north.example.com,2026-03-02T03:00:00+00:00",
        "south,,lab-1.south.example.com,2026-03-02T03:00:00+00:00",
        "lab-1,lab-1,,2026-03-02T03:00:00+00:00",
        "",
      ].join("\n"),
      { exportedAt: "2026-03-02T09:00:00Z" },
    );
    const { ctx, found } = await look(id);
    const { total, clients } = await doubtfulClients(ctx, found, 1);
    expect(total).toBeGreaterThanOrEqual(1);
    expect(clients).toMatchObject([{ name: "lab-1", known: true }]);
  });
});

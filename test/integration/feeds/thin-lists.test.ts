/** Lists of feeds grow thin with time, and nothing that is known changes by it. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { weighClients } from "@/lib/evidence/weigh-clients";
import { thinLists } from "@/lib/feeds/thin-lists";
import { openContext, system } from "@/lib/platform/context";
import { inTransaction, pool } from "@/lib/platform/db";
import { closeRollCall, openRollCall, openSite, setClock } from "../../support/roll-call";

beforeAll(openRollCall);
afterAll(closeRollCall);

it("of each day the last one stays, with all that something rests on; states and facts are as before, also weighed anew", async () => {
  setClock("2026-03-01T00:00:00Z");
  const site = await openSite();
  const ids: number[] = [];
  for (let hour = 0; hour < 24 * 4; hour += 6) {
    const at = new Date(Date.UTC(2026, 2, 1) + hour * 3_600_000).toISOString();
    setClock(new Date(Date.parse(at) + 60_000).toISOString());
    const { id } = await site.import(
      [
        { name: "ON", seen: "Online" },
        { name: "OFF", seen: "2026-02-27 08:00" },
        { name: "FLICKERS", seen: hour % 12 === 0 ? "Online" : "2026-03-01 00:00" },
        ...(hour === 6 ? [{ name: "ONCE", seen: "Online" }] : []),
      ],
      at,
    );
    ids.push(id);
    if (hour === 48) await site.release("26.1.1", new Date(Date.parse(at) + 1_800_000).toISOString());
  }
  await pool().query("UPDATE import SET feed_id = 1 WHERE appliance_id = $1", [site.id]);
  setClock("2026-03-20T00:00:00Z");
  const rows = async () =>
    (
      await pool().query(
        "SELECT to_jsonb(n) - 'rev' AS row FROM client_now n WHERE appliance_id = $1 ORDER BY client_id",
        [site.id],
      )
    ).rows;
  const states = await site.states();
  const before = await rows();
  const gone = await thinLists(await openContext(system));
  expect(gone).toBeGreaterThan(2);
  const left = (
    await pool().query<{ id: number }>("SELECT id FROM import WHERE appliance_id = $1 ORDER BY id", [site.id])
  ).rows;
  expect(left.length).toBe(ids.length - gone);
  // The last of each day.
  for (const place of [3, 7, 11, 15]) expect(left.map(({ id }) => id)).toContain(ids[place]);
  expect(await rows()).toEqual(before);
  const clients = [...(await site.clients()).values()].map(({ id }) => id);
  await inTransaction(pool(), (tx) => weighClients(tx, site.id, clients));
  expect(await site.states()).toEqual(states);
  expect(await thinLists(await openContext(system))).toBe(0);
});

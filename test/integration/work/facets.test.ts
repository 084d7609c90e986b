// What the filters of the work page can be set to: each counted as if it were not set, whether together or alone.
import { afterAll, beforeAll, expect, it } from "vitest";
import { openContext, system } from "@/lib/platform/context";
import { countFacets } from "@/lib/work/count-facets";
import { groupItems } from "@/lib/work/group-items";
import { itemGroupings, itemQuery } from "@/lib/work/schema";
import { closeRollCall, openRollCall, openSite, setClock } from "@/test/support/roll-call";
import { hire, work } from "@/test/support/work-calls";

beforeAll(async () => {
  await openRollCall();
  setClock("2026-03-02T03:00:00Z");
});
afterAll(closeRollCall);

const byKey = (groups: readonly { key: string | null }[]) =>
  [...groups].sort((one, other) => String(one.key).localeCompare(String(other.key)));

it.each([
  {},
  { site: "Lisbon" },
  { state: "open" },
  { kind: "jump_client", assignee: "none" },
  { q: "nothing fits" },
])("with %o", async (filter) => {
  const site = await openSite();
  await site.release("24.1.1", "2026-03-02T02:00:00Z");
  const gone = { type: "active", seen: "Offline since 2026-03-01 20:00:00", unavailable: "uninstalled" };
  await site.import(
    ["alpha", "bravo", "charlie"].map((name, index) => ({ name, ...gone, group: index === 0 ? "A" : "B" })),
    "2026-03-02T02:30:00Z",
  );
  await site.register({ kind: "connection_agent", name: "agent", site: "Porto" });
  await site.setFacts("alpha", { site: "Lisbon" });
  await site.setFacts("bravo", { site: "Lisbon" });
  const tea = await hire("Tea", "technician", site);
  await work(tea, site, "bravo", "start");
  const ctx = await openContext(system);
  const query = itemQuery.parse({ applianceId: site.id, ...filter });
  const facets = await countFacets(ctx, query);
  for (const name of itemGroupings) {
    const without = itemQuery.parse({ applianceId: site.id, ...filter, [name]: undefined });
    expect(byKey(facets[name]), name).toEqual(byKey(await groupItems(ctx, without, name)));
  }
  if (Object.keys(filter).length === 0)
    expect(facets.assignee.find(({ key }) => key === tea.id)).toMatchObject({
      label: "Tea",
      items: 1,
      started: 1,
    });
});

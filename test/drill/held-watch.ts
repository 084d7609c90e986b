/** Looks from outside at who holds slots, through every crash of the database. */
import type { LiveInstance } from "./live-instance";
import { pause } from "./waiting";

export interface HeldWatch {
  looks: number;
  highest: number;
  violations: string[];
  stop: () => Promise<void>;
}

/** Reads every few milliseconds how many slots an appliance has out, under which numbers and for whom. */
export function watchHeld(instance: LiveInstance, applianceId: number, cap: number): HeldWatch {
  let isOver = false;
  const watch: HeldWatch = {
    looks: 0,
    highest: 0,
    violations: [],
    async stop() {
      isOver = true;
      await watching;
    },
  };
  const watching = (async () => {
    while (!isOver) {
      await look().catch(() => pause(100));
      await pause(25);
    }
  })();
  async function look() {
    const [row] = await instance.query<{ held: string; numbers: string; clients: string }>(
      `SELECT count(*) AS held, count(DISTINCT number) AS numbers, count(DISTINCT client_id) AS clients
         FROM slot WHERE appliance_id = $1 AND ended_at IS NULL`,
      [applianceId],
    );
    const held = Number(row?.held ?? 0);
    watch.looks++;
    watch.highest = Math.max(watch.highest, held);
    if (held > cap) watch.violations.push(`${held} were held under a cap of ${cap}`);
    if (Number(row?.numbers) !== held)
      watch.violations.push(`${held} were held under ${row?.numbers} numbers`);
    if (Number(row?.clients) !== held) watch.violations.push(`${held} were held by ${row?.clients} clients`);
  }
  return watch;
}

/** The most that the ledger says were held at the same time, and whether one number was held twice at once. */
export async function judgeLedger(
  instance: LiveInstance,
  applianceId: number,
  cap: number,
): Promise<{ highest: number; wrong: string[] }> {
  const slots = await instance.query<{
    number: number;
    client: number;
    fence: string;
    from: string;
    until: string | null;
  }>(
    `SELECT number, client_id AS client, fence, extract(epoch FROM granted_at) * 1000 AS "from",
            extract(epoch FROM ended_at) * 1000 AS until
       FROM slot WHERE appliance_id = $1 ORDER BY granted_at, id`,
    [applianceId],
  );
  const wrong: string[] = [];
  // Ends come before the grants of the same instant: a grant ends what ran out first.
  const steps = slots.flatMap(({ from, until, ...slot }) => [
    { at: Number(from), by: 1, ...slot },
    { at: until === null ? Number.POSITIVE_INFINITY : Number(until), by: -1, ...slot },
  ]);
  steps.sort((one, other) => one.at - other.at || one.by - other.by);
  const heldNumbers = new Set<number>();
  const heldClients = new Set<number>();
  let highest = 0;
  for (const { at, by, number, client } of steps) {
    if (by === -1) {
      heldNumbers.delete(number);
      heldClients.delete(client);
      continue;
    }
    if (heldNumbers.has(number))
      wrong.push(`number ${number} was held twice at ${new Date(at).toISOString()}`);
    if (heldClients.has(client))
      wrong.push(`client ${client} held two slots at ${new Date(at).toISOString()}`);
    heldNumbers.add(number);
    heldClients.add(client);
    highest = Math.max(highest, heldNumbers.size);
  }
  if (highest > cap) wrong.push(`the ledger has ${highest} slots at the same time under a cap of ${cap}`);
  const fences = new Set(slots.map(({ fence }) => fence));
  if (fences.size !== slots.length) wrong.push(`${slots.length} slots have ${fences.size} fences`);
  return { highest, wrong };
}

/**
 * Watches the cap from outside. A trigger looks at every single grant inside the transaction that makes it; a watcher on
 * a connection of its own reads what is held whenever it gets to. Neither uses a line of the product.
 */
import pg from "pg";

/** Makes the database write down every grant after which more is held than the cap, or that breaks a fence or a sub-cap. */
export async function installGrantGuard(url: string): Promise<void> {
  await withClient(url, (client) =>
    client.query(`
      CREATE TABLE IF NOT EXISTS grant_violation (what text NOT NULL, detail jsonb NOT NULL);
      CREATE OR REPLACE FUNCTION watch_grants() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO grant_violation
        SELECT 'overrun', to_jsonb(h) FROM (
          SELECT a.id, a.cap, count(*) AS held, max(s.number) AS highest FROM slot s JOIN appliance a ON a.id = s.appliance_id
           WHERE s.ended_at IS NULL AND s.appliance_id IN (SELECT appliance_id FROM fresh) GROUP BY a.id) h
         WHERE h.cap IS NULL OR h.held > h.cap;
        INSERT INTO grant_violation
        SELECT 'sub-cap', to_jsonb(h) FROM (
          SELECT s.appliance_id, s.group_name, count(*) AS held, (a.sub_caps->'groups'->>s.group_name)::int AS cap
            FROM slot s JOIN appliance a ON a.id = s.appliance_id
           WHERE s.ended_at IS NULL AND a.sub_caps->'groups' ? s.group_name
             AND (s.appliance_id, s.group_name) IN (SELECT appliance_id, group_name FROM fresh)
           GROUP BY 1, 2, 4) h WHERE h.held > h.cap;
        INSERT INTO grant_violation
        SELECT 'number above the cap', to_jsonb(f) FROM fresh f JOIN appliance a ON a.id = f.appliance_id WHERE f.number > a.cap;
        INSERT INTO grant_violation
        SELECT 'fence', to_jsonb(f) FROM fresh f
         CROSS JOIN LATERAL (
           -- The highest fence that is not fresh is among them.
           SELECT s.id, s.fence FROM slot s WHERE s.appliance_id = f.appliance_id
            ORDER BY s.fence DESC LIMIT (SELECT count(*) + 1 FROM fresh)) newest
         WHERE newest.fence >= f.fence AND newest.id < f.id;
        INSERT INTO grant_violation
        SELECT 'granted while not open', to_jsonb(f) FROM fresh f LEFT JOIN rollout r ON r.id = f.rollout_id
         WHERE r.status IS DISTINCT FROM 'open' OR r.mode <> 'control' OR r.draining_at IS NOT NULL;
        RETURN NULL;
      END $$;
      CREATE OR REPLACE TRIGGER watch_grants AFTER INSERT ON slot REFERENCING NEW TABLE AS fresh
        FOR EACH STATEMENT EXECUTE FUNCTION watch_grants();`),
  );
}

/** What the guard wrote down. */
export async function readGrantViolations(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ what: string; detail: unknown }>(
      "SELECT what, detail FROM grant_violation LIMIT 20",
    );
    return rows.map(({ what, detail }) => `${what}: ${JSON.stringify(detail)}`);
  });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: "cap-watch" });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

interface Look {
  cap: number;
  capsSince: number[];
  lastChange: number;
  held: number;
  numbers: number;
  clients: number;
  lowest: number;
  fence: number;
}

export interface CapWatcher {
  /** Looks once now, besides the looks it takes by itself. */
  look: () => Promise<void>;
  /** Ends it; what it saw. `meanHeld` weighs each look by the time since the one before. */
  stop: () => Promise<{ looks: number; highest: number; meanHeld: number; violations: string[] }>;
}

/**
 * Reads what an appliance's clients hold, every `everyMs`. Between two looks `held` may have grown up to a cap that was in
 * force meanwhile and no further; numbers and clients are unique; the fence only grows.
 */
export async function watchCap(url: string, applianceId: number, everyMs: number): Promise<CapWatcher> {
  const client = new pg.Client({ connectionString: url, application_name: "cap-watch" });
  client.on("error", () => undefined);
  await client.connect();
  const violations: string[] = [];
  let before: Look | undefined;
  let looks = 0;
  let highest = 0;
  let heldTime = 0;
  let time = 0;
  let lookedAtMs = performance.now();
  let stopped = false;

  const lookOnce = async () => {
    const { rows } = await client.query<Record<keyof Look, unknown>>(
      {
        name: "look",
        text: `SELECT a.cap, a.slot_fence AS fence,
              ARRAY(SELECT c.cap FROM cap_change c WHERE c.appliance_id = a.id AND c.id > $2 AND c.cap IS NOT NULL) AS "capsSince",
              (SELECT COALESCE(max(c.id), $2) FROM cap_change c WHERE c.appliance_id = a.id AND c.id > $2) AS "lastChange",
              count(s.id) AS held, count(DISTINCT s.number) AS numbers, count(DISTINCT s.client_id) AS clients,
              COALESCE(min(s.number), 1) AS lowest
         FROM appliance a LEFT JOIN slot s ON s.appliance_id = a.id AND s.ended_at IS NULL
        WHERE a.id = $1 GROUP BY a.id`,
      },
      [applianceId, before?.lastChange ?? 0],
    );
    const row = rows[0];
    if (!row) throw new Error(`there is no appliance ${applianceId}`);
    const look: Look = {
      cap: Number(row.cap),
      capsSince: (row.capsSince as number[]).map(Number),
      lastChange: Number(row.lastChange),
      held: Number(row.held),
      numbers: Number(row.numbers),
      clients: Number(row.clients),
      lowest: Number(row.lowest),
      fence: Number(row.fence),
    };
    const nowMs = performance.now();
    heldTime += look.held * (nowMs - lookedAtMs);
    time += nowMs - lookedAtMs;
    lookedAtMs = nowMs;
    looks++;
    highest = Math.max(highest, look.held);
    const allowed = Math.max(look.cap, ...look.capsSince, before?.cap ?? 0, before?.held ?? look.held);
    if (look.held > allowed) violations.push(`${look.held} held, ${allowed} allowed`);
    if (look.numbers !== look.held) violations.push(`${look.held} held under ${look.numbers} numbers`);
    if (look.clients !== look.held) violations.push(`${look.held} held by ${look.clients} clients`);
    if (look.lowest < 1) violations.push(`number ${look.lowest} is held`);
    if (before && look.fence < before.fence) violations.push(`fence fell to ${look.fence}`);
    before = look;
  };
  const watching = (async () => {
    while (!stopped) {
      await lookOnce();
      await new Promise((next) => setTimeout(next, everyMs));
    }
  })().catch((error: Error) => {
    violations.push(`the watcher stopped: ${error.message}`);
  });
  return {
    look: lookOnce,
    async stop() {
      stopped = true;
      await watching;
      await client.end().catch(() => undefined);
      return { looks, highest, meanHeld: time === 0 ? 0 : heldTime / time, violations };
    },
  };
}

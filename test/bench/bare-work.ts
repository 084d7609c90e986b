/** The references: what the database needs for as many rows when nobody thinks about them. On its server, in a database beside. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from, to } from "pg-copy-streams";
import { perSecond } from "./per-second";
import { processorSeconds, type Taken, timed } from "./process-time";
import { createDatabase, type ServerDatabase } from "./server-database";

/** SQL that answers how far the server's log has come: `n`, in bytes. */
export const walPosition = "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn AS n";

/** Short work is done again until it took so long together, at most so often, and the median counts. */
const steadyMs = 1_500;
const steadyTimes = 7;

export class BareDatabase {
  private constructor(
    private readonly database: ServerDatabase,
    private readonly client: pg.Client,
    private readonly used: () => number | null,
  ) {}

  /** Opens one on the server of `url`; `serverPid`: its first process, where that is known. */
  static async open(url: string, serverPid?: number): Promise<BareDatabase> {
    const database = await createDatabase(url);
    const client = new pg.Client({ connectionString: database.url });
    // It is dropped with force at the end.
    client.on("error", () => undefined);
    await client.connect();
    return new BareDatabase(database, client, () => processorSeconds([serverPid]));
  }

  async close(): Promise<void> {
    await this.client.end();
    await this.database.drop();
  }

  /** COPY of a CSV file with headings into a table without indexes, every column a text. */
  copyIn(path: string): Promise<Taken> {
    return steadily(() => this.#load(path));
  }

  /** What one such COPY writes to the log, in bytes. */
  async walOfCopyIn(path: string): Promise<number> {
    const began = await this.#number(walPosition);
    await this.#load(path);
    return (await this.#number(walPosition)) - began;
  }

  /** What that table takes, in bytes. */
  async sizeOfCopy(path: string): Promise<number> {
    await this.#load(path);
    return this.#number("SELECT pg_table_size('copied') AS n");
  }

  /** COPY … TO of the rows of a CSV file; nobody keeps them. */
  async copyOut(path: string): Promise<Taken> {
    await this.#load(path);
    const copy = () =>
      pipeline(this.client.query(to("COPY copied TO STDOUT (FORMAT csv)")), async (pieces) => {
        for await (const _ of pieces);
      });
    return steadily(() => timed(this.used, copy));
  }

  /** INSERT … SELECT of as many narrow rows with a key. */
  insertRows(count: number): Promise<Taken> {
    return steadily(() => this.#insert(count));
  }

  /** INSERT … SELECT of the same events, a statement for each body, what came before left out. */
  async insertEvents(bodies: readonly string[]): Promise<Taken> {
    await this.client.query(
      `DROP TABLE IF EXISTS event;
       CREATE TABLE event (kind text, hostname text, seen_at timestamptz, version text, PRIMARY KEY (kind, hostname, seen_at))`,
    );
    return timed(this.used, async () => {
      for (const body of bodies) {
        const events = body.split("\n").map((line) => JSON.parse(line));
        const column = (name: string) => events.map((event) => event[name]);
        await this.client.query(
          `INSERT INTO event SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[]) ON CONFLICT DO NOTHING`,
          [column("kind"), column("hostname"), column("seenAt"), column("version")],
        );
      }
    });
  }

  /** One UPDATE of as many narrow rows. */
  updateRows(count: number): Promise<Taken> {
    return steadily(async () => {
      await this.#insert(count);
      return timed(this.used, () => this.client.query("UPDATE narrow SET state = 'overdue', since = now()"));
    });
  }

  /** Transactions that write one row, per second, of so many connections. */
  async transactions(lanes: number, seconds: number): Promise<number> {
    await this.client.query(
      "CREATE TABLE IF NOT EXISTS single (id bigserial PRIMARY KEY, held_by integer NOT NULL, at timestamptz NOT NULL DEFAULT now())",
    );
    const connections = new pg.Pool({ connectionString: this.database.url, max: lanes });
    try {
      return await perSecond(lanes, seconds, async () => {
        const client = await connections.connect();
        try {
          await client.query("BEGIN");
          await client.query("INSERT INTO single (held_by) VALUES (1)");
          await client.query("COMMIT");
        } finally {
          client.release();
        }
        return 1;
      });
    } finally {
      await connections.end();
    }
  }

  async #load(path: string): Promise<Taken> {
    const columns = (await headingsOf(path)).map((_, index) => `c${index} text`).join(", ");
    await this.client.query(`DROP TABLE IF EXISTS copied; CREATE TABLE copied (${columns})`);
    return timed(this.used, () => {
      const into = this.client.query(from("COPY copied FROM STDIN (FORMAT csv, HEADER)"));
      return pipeline(createReadStream(path, { highWaterMark: 262_144 }), into);
    });
  }

  async #insert(count: number): Promise<Taken> {
    await this.client.query(
      `DROP TABLE IF EXISTS narrow;
       CREATE TABLE narrow (rollout_id integer, client_id integer, state text NOT NULL, since timestamptz NOT NULL,
                            PRIMARY KEY (rollout_id, client_id))`,
    );
    const insert = "INSERT INTO narrow SELECT 1, n, 'waiting', now() FROM generate_series(1, $1::int) AS n";
    return timed(this.used, () => this.client.query(insert, [count]));
  }

  async #number(sql: string): Promise<number> {
    const { rows } = await this.client.query<{ n: string }>(sql);
    return Number(rows[0]?.n);
  }
}

async function headingsOf(path: string): Promise<string[]> {
  const file = await open(path);
  try {
    for await (const line of file.readLines()) return line.split(",");
    throw new Error(`${path} is empty`);
  } finally {
    await file.close();
  }
}

async function steadily(work: () => Promise<Taken>): Promise<Taken> {
  const beganMs = performance.now();
  const taken: Taken[] = [];
  while (taken.length < steadyTimes && (taken.length === 0 || performance.now() - beganMs < steadyMs))
    taken.push(await work());
  taken.sort((one, other) => one.seconds - other.seconds);
  return taken[Math.floor(taken.length / 2)] as Taken;
}

/** The references: what the database needs for as many rows when nobody thinks about them. On its server, in a database beside. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from, to } from "pg-copy-streams";
import { perSecond } from "./per-second";
import { createDatabase, type ServerDatabase } from "./server-database";
import { percentiles } from "./spread";

/** SQL that answers how far the server's log has come: `n`, in bytes. */
export const walPosition = "SELECT pg_current_wal_lsn() - '0/0'::pg_lsn AS n";

/** Short work is done again until it took so long together, at most so often, and the median counts. */
const steadyMs = 1_500;
const steadyTimes = 7;

export class BareDatabase {
  private constructor(
    private readonly database: ServerDatabase,
    private readonly client: pg.Client,
  ) {}

  /** Opens one on the server of `url`. */
  static async open(url: string): Promise<BareDatabase> {
    const database = await createDatabase(url);
    const client = new pg.Client({ connectionString: database.url });
    // It is dropped with force at the end.
    client.on("error", () => undefined);
    await client.connect();
    return new BareDatabase(database, client);
  }

  async close(): Promise<void> {
    await this.client.end();
    await this.database.drop();
  }

  /** COPY of a CSV file with headings into a table without indexes, every column a text. Seconds. */
  copyIn(path: string): Promise<number> {
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

  /** COPY … TO of the rows of a CSV file; nobody keeps them. Seconds. */
  async copyOut(path: string): Promise<number> {
    await this.#load(path);
    return steadily(async () => {
      const beganMs = performance.now();
      await pipeline(this.client.query(to("COPY copied TO STDOUT (FORMAT csv)")), async (pieces) => {
        for await (const _ of pieces);
      });
      return secondsFrom(beganMs);
    });
  }

  /** INSERT … SELECT of as many narrow rows with a key. Seconds. */
  insertRows(count: number): Promise<number> {
    return steadily(() => this.#insert(count));
  }

  /** One UPDATE of as many narrow rows. Seconds. */
  updateRows(count: number): Promise<number> {
    return steadily(async () => {
      await this.#insert(count);
      const beganMs = performance.now();
      await this.client.query("UPDATE narrow SET state = 'overdue', since = now()");
      return secondsFrom(beganMs);
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

  async #load(path: string): Promise<number> {
    const columns = (await headingsOf(path)).map((_, index) => `c${index} text`).join(", ");
    await this.client.query(`DROP TABLE IF EXISTS copied; CREATE TABLE copied (${columns})`);
    const beganMs = performance.now();
    const into = this.client.query(from("COPY copied FROM STDIN (FORMAT csv, HEADER)"));
    await pipeline(createReadStream(path, { highWaterMark: 262_144 }), into);
    return secondsFrom(beganMs);
  }

  async #insert(count: number): Promise<number> {
    await this.client.query(
      `DROP TABLE IF EXISTS narrow;
       CREATE TABLE narrow (rollout_id integer, client_id integer, state text NOT NULL, since timestamptz NOT NULL,
                            PRIMARY KEY (rollout_id, client_id))`,
    );
    const beganMs = performance.now();
    await this.client.query(
      "INSERT INTO narrow SELECT 1, n, 'waiting', now() FROM generate_series(1, $1::int) AS n",
      [count],
    );
    return secondsFrom(beganMs);
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

function secondsFrom(beganMs: number): number {
  return (performance.now() - beganMs) / 1000;
}

async function steadily(work: () => Promise<number>): Promise<number> {
  const beganMs = performance.now();
  const seconds: number[] = [];
  while (seconds.length < steadyTimes && (seconds.length === 0 || performance.now() - beganMs < steadyMs))
    seconds.push(await work());
  return percentiles(seconds).p50;
}

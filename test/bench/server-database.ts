/** Databases of the bench's own on a server that somebody else runs: nothing that is there is touched. */
import pg from "pg";

/** A database by its address; `drop` throws it away. */
export interface ServerDatabase {
  url: string;
  drop: () => Promise<void>;
}

let made = 0;

/**
 * Makes a database on the server of `url`. Its user must be allowed to.
 * @throws pg.DatabaseError with the server's own words
 */
export async function createDatabase(url: string): Promise<ServerDatabase> {
  const name = `rollcall_bench_${process.pid}_${++made}`;
  await onServer(url, `CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { url: own.href, drop: () => onServer(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

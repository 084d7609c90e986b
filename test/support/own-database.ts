// A throw-away PostgreSQL outside of vitest, for benches and simulations.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endPostgres, freePort, openCluster, startPostgres } from "../../bin/start/postgres.js";
import { migrate } from "../../lib/platform/migrate";

/** `url` of a migrated database; `crash` ends it as a power cut would and starts it again; `stop` throws it away. */
export type OwnDatabase = { url: string; crash: () => Promise<void>; stop: () => Promise<void> };

/** Makes a cluster in a new folder, migrates its database and points this process's DATABASE_URL at it. */
export async function startOwnDatabase(settings: Record<string, string> = {}): Promise<OwnDatabase> {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-own-"));
  chmodSync(folder, 0o711);
  const cluster = await openCluster(folder, () => undefined);
  const port = await freePort();
  const start = () => startPostgres(cluster, port, { max_connections: "200", ...settings });
  let running = await start();
  // A run that is broken off leaves nothing behind: the cluster lives in a process group of its own.
  const endWithUs = () => {
    process.kill(running.pid, "SIGQUIT");
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  const leave = () => process.exit(130);
  process.once("exit", endWithUs);
  process.once("SIGINT", leave);
  process.once("SIGTERM", leave);
  const stop = async () => {
    process.off("exit", endWithUs);
    process.off("SIGINT", leave);
    process.off("SIGTERM", leave);
    await endPostgres(running.pid);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await migrate(running.url);
  } catch (error) {
    await stop();
    throw error;
  }
  process.env.DATABASE_URL = running.url;
  return {
    url: running.url,
    stop,
    async crash() {
      // Immediate: nothing is finished, nothing written; the next start recovers from the log.
      process.kill(running.pid, "SIGQUIT");
      await running.ended;
      running = await start();
    },
  };
}

/** A real Rollcall under measurement, as `npm start` makes it, with one appliance; and beside it, on the same server, the bare database. */
import { openAsBlob } from "node:fs";
import { LiveInstance } from "../drill/live-instance";
import { must, send } from "../drill/requests";
import { adminSettings } from "../drill/signed-in";
import { eventually } from "../drill/waiting";
import { startTestRedis, type TestRedis } from "../support/redis";
import { BareDatabase } from "./bare-work";
import type { DayFile } from "./fleet-days";
import { MemoryWatch } from "./process-memory";
import { processorSeconds, type Taken, timed } from "./process-time";
import { createDatabase, type ServerDatabase } from "./server-database";

export interface SitePlan {
  queue: "postgres" | "redis";
  /** The server of `--database`; absent: the embedded one. */
  databaseUrl?: string | undefined;
  /** How long one import, opening or sweep may take, in seconds. */
  patienceSeconds: number;
}

/** The cap of its appliances. */
export const capOfSite = 100;

const lookMs = 20;

export class BenchSite {
  readonly memory: { web: MemoryWatch; worker: MemoryWatch };

  private constructor(
    private readonly plan: SitePlan,
    readonly instance: LiveInstance,
    public bare: BareDatabase,
    readonly key: string,
    private readonly aside: { redis: TestRedis | null; database: ServerDatabase | null },
  ) {
    this.memory = {
      web: new MemoryWatch(() => instance.processes().web?.pid),
      worker: new MemoryWatch(() => instance.processes().worker?.pid),
    };
  }

  /** Starts one on an empty database. `settings`: beside the usual ones. */
  static async open(plan: SitePlan, settings: Record<string, string> = {}): Promise<BenchSite> {
    const redis = plan.queue === "redis" ? await startTestRedis() : null;
    const database = plan.databaseUrl ? await createDatabase(plan.databaseUrl) : null;
    const instance = await LiveInstance.prepare({
      ...adminSettings,
      ...settings,
      ...(redis ? { REDIS_URL: redis.url } : {}),
      ...(database ? { DATABASE_URL: database.url } : {}),
    });
    await instance.start();
    const bare = await BareDatabase.open(instance.databaseUrl(), instance.processes().database?.pid);
    return new BenchSite(plan, instance, bare, await instance.makeKey("admin"), { redis, database });
  }

  async close(): Promise<void> {
    this.memory.web.stop();
    this.memory.worker.stop();
    await this.bare.close().catch(() => undefined);
    await this.instance.remove();
    await this.aside.database?.drop();
    await this.aside.redis?.stop();
  }

  /** Stops it and starts it again with these settings. An embedded database, and the bare one in it, gets another address. */
  async restart(settings: Record<string, string>): Promise<void> {
    await this.bare.close();
    await this.instance.stop();
    await this.instance.start(settings);
    this.bare = await BareDatabase.open(this.instance.databaseUrl(), this.instance.processes().database?.pid);
  }

  /** Registers an appliance that takes every change of its fleet without asking. */
  async openAppliance(hostname: string): Promise<number> {
    const body = { name: hostname, hostname, timeZone: "UTC", confirmChangePercent: 100, cap: capOfSite };
    return (await must(201, this.instance, "/api/v1/appliances", { key: this.key, body })).body.id;
  }

  /** Records a site release and waits until its rollout is open; `taken`: from its being recorded on. */
  async openRollout(
    applianceId: number,
    version: string,
    installedAt: number,
  ): Promise<{ rolloutId: number; taken: Taken }> {
    const { body } = await must(201, this.instance, `/api/v1/appliances/${applianceId}/releases`, {
      key: this.key,
      body: {
        kind: "site",
        name: `Bomgar-${version}`,
        version,
        installedAt: new Date(installedAt).toISOString(),
      },
    });
    const taken = await this.timed(() => this.rolloutOpens(body.rolloutId));
    return { rolloutId: body.rolloutId, taken };
  }

  /** Waits until all members of a rollout are judged. */
  async rolloutOpens(rolloutId: number): Promise<void> {
    await this.#status("rollout", rolloutId, (status) => status !== "opening");
  }

  /** Uploads a file; gives its import once the upload has been answered. */
  async upload(applianceId: number, file: DayFile): Promise<number> {
    const form = new FormData();
    form.set("applianceId", String(applianceId));
    form.set("exportedAt", new Date(file.exportedAt).toISOString());
    form.set("complete", "true");
    form.set("file", await openAsBlob(file.path, { type: "text/csv" }), "list.csv");
    const answer = await fetch(`${this.instance.url}/api/v1/imports`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.key}` },
      body: form,
    });
    const text = await answer.text();
    if (answer.status !== 202)
      throw new Error(`the upload was answered ${answer.status} ${text.slice(0, 500)}`);
    return JSON.parse(text).id;
  }

  /** Imports a file; `taken`: from the answer to the upload until it is done, every member judged. */
  async importFile(applianceId: number, file: DayFile): Promise<{ importId: number; taken: Taken }> {
    const importId = await this.upload(applianceId, file);
    return { importId, taken: await this.timed(() => this.importEnds(importId, "done")) };
  }

  /** Waits until an import has come to this status. @throws Error with what the API says of it when it ends otherwise */
  async importEnds(importId: number, wanted: string): Promise<void> {
    const isOver = (status: string) => !/^(queued|parsing|applying)$/.test(status);
    const status = await this.#status(
      "import",
      importId,
      (status) => status === wanted || (wanted === "done" && isOver(status)),
    );
    if (status === wanted) return;
    const { text } = await must(200, this.instance, `/api/v1/imports/${importId}`, { key: this.key });
    throw new Error(`import ${importId} is ${status}: ${text.slice(0, 600)}`);
  }

  /** Takes an import back; from the request until states are computed again. */
  takeBack(importId: number): Promise<Taken> {
    return this.timed(async () => {
      const path = `/api/v1/imports/${importId}`;
      const asking = async () => {
        const { status, text } = await send(this.instance, path, { key: this.key, method: "DELETE" });
        if (status !== 200 && status !== 202)
          throw new Error(`taking it back was answered ${status} ${text.slice(0, 500)}`);
      };
      await Promise.all([asking(), this.importEnds(importId, "taken_back")]);
    });
  }

  /** Times what the processes of this site (and this one) do. */
  timed(work: () => Promise<unknown>): Promise<Taken> {
    const { web, worker, database } = this.instance.processes();
    return timed(() => processorSeconds([web?.pid, worker?.pid, database?.pid]), work);
  }

  /** A rollout as the API answers it. */
  async rollout(rolloutId: number) {
    return (await must(200, this.instance, `/api/v1/rollouts/${rolloutId}`, { key: this.key })).body;
  }

  /** Asked of the row, which costs next to nothing; the API's answer reads much more. */
  async #status(
    table: "import" | "rollout",
    id: number,
    isWanted: (status: string) => boolean,
  ): Promise<string> {
    return eventually(
      `what was awaited of ${table} ${id}`,
      this.plan.patienceSeconds,
      async () => {
        const [row] = await this.instance.query<{ status: string }>(
          `SELECT status FROM ${table} WHERE id = $1`,
          [id],
        );
        return row && isWanted(row.status) ? row.status : null;
      },
      lookMs,
    );
  }
}

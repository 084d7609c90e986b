/** A fleet of endpoints that upgrade under a cap: good ones, slow ones, silent ones, dying ones, failing ones, liars, absent ones. */
import type pg from "pg";
import { letTimePass, seededRandom } from "../support/cap-steps";
import type { HttpCaller } from "../support/http-caller";

/** How an endpoint behaves, and how many of a thousand do. */
export const shares = {
  /** Upgrades, says done, is seen online afterwards. */
  good: 925,
  /** The same, but takes its time and renews its lease. */
  slow: 15,
  /** Upgrades and is seen online, but never gives its slot back. */
  quiet: 20,
  /** Takes a slot and is never heard of again. */
  dies: 5,
  /** Says failed each time. */
  fails: 10,
  /** Says done and did nothing. */
  lies: 15,
  /** Never asks at all. */
  absent: 10,
} as const;
export type Behaviour = keyof typeof shares;

/** How an endpoint ends, once a month has passed. */
export const expectedEnds: Record<Behaviour, string> = {
  good: "checked_in seen_after_release",
  slow: "checked_in seen_after_release",
  quiet: "checked_in seen_after_release",
  dies: "needs_redeployment silent",
  fails: "needs_redeployment attempts_exhausted",
  lies: "needs_redeployment silent",
  absent: "needs_redeployment silent",
};

interface Endpoint {
  name: string;
  group: string;
  behaviour: Behaviour;
  /** When it came back upgraded, epoch milliseconds. */
  upgradedAt: number | null;
}

/** What the simulation is played against. */
export interface World {
  applianceId: number;
  rolloutId: number;
  /** With an agent's key, and with a lead's. */
  agent: HttpCaller;
  lead: HttpCaller;
  /** Sends an export and waits until it is applied. */
  upload: (csv: string, exportedAt: number) => Promise<void>;
  db: Pick<pg.Pool, "query">;
  say: (line: string) => void;
}

export interface FleetPlan {
  clients: number;
  cap: number;
  /** How long an upgrade takes, milliseconds; slow ones take ten times as long. */
  upgradeMs: number;
  exportEveryMs: number;
  /** How many endpoints beyond the cap want a slot at a time. */
  waiting: number;
  /** Leases run out within seconds instead of a minute: time is moved on for whoever has held a slot for that long. */
  hurryLeases?: boolean;
}

export interface FleetRun {
  seconds: number;
  granted: number;
  refused: Record<string, number>;
  renewed: number;
  exports: number;
  halted: boolean;
  violations: string[];
}

const pause = (ms: number) => new Promise((next) => setTimeout(next, ms));

function makeEndpoints(count: number): Endpoint[] {
  const kinds = (Object.keys(shares) as Behaviour[]).flatMap((kind) =>
    Array<Behaviour>(shares[kind]).fill(kind),
  );
  const random = seededRandom(20_260_302);
  // Dealt out like cards, so that small fleets have some of each as well.
  const deck = Array.from({ length: count }, (_, index) => kinds[Math.floor((index * kinds.length) / count)]);
  for (let index = deck.length - 1; index > 0; index--) {
    const other = random(index + 1);
    [deck[index], deck[other]] = [deck[other], deck[index]];
  }
  return deck.map((behaviour = "good", index) => ({
    name: `pc${index + 1}`,
    group: `Branch ${(index % 37) + 1}`,
    behaviour,
    upgradedAt: null,
  }));
}

const written = (instant: number) => new Date(instant).toISOString().slice(0, 19).replace("T", " ");

/** Endpoints that play against `world`; `releasedAt` is when the release was installed. */
export class Fleet {
  readonly endpoints: Endpoint[];
  readonly run: FleetRun = {
    seconds: 0,
    granted: 0,
    refused: {},
    renewed: 0,
    exports: 0,
    halted: false,
    violations: [],
  };
  #finished = 0;

  constructor(
    private readonly plan: FleetPlan,
    private readonly releasedAt: number,
  ) {
    this.endpoints = makeEndpoints(plan.clients);
  }

  /** The fleet as the console lists it. Who has not come back was last seen two hours before the release. */
  list(exportedAt: number): string {
    const rows = this.endpoints.map(({ name, group, upgradedAt }) => {
      const seen =
        upgradedAt !== null && upgradedAt < exportedAt
          ? `Online since ${written(upgradedAt)}`
          : `Offline since ${written(this.releasedAt - 7_200_000)}`;
      return `${name},${name},${group},active,${seen}\r\n`;
    });
    return `Name,Hostname,Group,Connection Type,Status Details\r\n${rows.join("")}`;
  }

  /** Takes the whole fleet from the first grant to the last check-in, with one halt that a person resumes. */
  async play(world: World): Promise<FleetRun> {
    const startedMs = performance.now();
    const queue = this.endpoints.filter(({ behaviour }) => behaviour !== "absent");
    const total = queue.length;
    let going = true;
    const lane = async () => {
      for (let endpoint = queue.shift(); endpoint; endpoint = queue.shift()) {
        await this.#playEndpoint(world, endpoint).catch((error: Error) => {
          this.run.violations.push(`${endpoint?.name}: ${error.stack}`);
        });
        this.#finished++;
      }
    };
    const exporting = (async () => {
      while (going) {
        await pause(this.plan.exportEveryMs);
        await this.#export(world);
      }
    })();
    const telling = (async () => {
      while (going) {
        await pause(15_000);
        const rate = (this.run.granted / ((performance.now() - startedMs) / 1000)).toFixed(1);
        world.say(`${this.#finished} of ${total} endpoints through, ${this.run.granted} grants, ${rate}/s`);
      }
    })();
    const hurrying = (async () => {
      while (going && this.plan.hurryLeases) {
        await pause(1_000);
        await letTimePassForTheLost(world);
      }
    })();
    const halting = this.#haltOnce(world, total);
    await Promise.all(Array.from({ length: this.plan.cap + this.plan.waiting }, lane));
    await halting;
    going = false;
    this.run.seconds = (performance.now() - startedMs) / 1000;
    await Promise.all([exporting, hurrying]);
    // The last of the dead and the quiet: their leases are over now instead of in a minute.
    await letTimePass(world.db as pg.Pool, world.applianceId, 5);
    await this.#export(world);
    void telling;
    return this.run;
  }

  async #export(world: World): Promise<void> {
    const exportedAt = Math.floor(Date.now() / 1000) * 1000;
    await world.upload(this.list(exportedAt), exportedAt);
    this.run.exports++;
  }

  async #playEndpoint(world: World, endpoint: Endpoint): Promise<void> {
    const attempts = endpoint.behaviour === "fails" ? 3 : 1;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const slot = await this.#obtain(world, endpoint);
      if (!slot) return;
      await this.#upgrade(world, endpoint, slot);
    }
  }

  /** Asks until it is given a slot; null when it is told that asking is of no use. */
  async #obtain(world: World, { name }: Endpoint): Promise<{ id: number; fence: number } | null> {
    for (;;) {
      const { status, body, retryAfterSeconds } = await world.agent.call("POST", "/api/v1/slots", {
        applianceId: world.applianceId,
        hostname: name,
      });
      if (status === 201) {
        this.run.granted++;
        return body;
      }
      const told = `${status} ${body?.code ?? ""}`.trim();
      this.run.refused[told] = (this.run.refused[told] ?? 0) + 1;
      if (status !== 423) {
        this.run.violations.push(`${name} was told ${told} before it had a slot`);
        return null;
      }
      if (retryAfterSeconds === null) this.run.violations.push(`${told} came without Retry-After`);
      // Half a minute of a real rollout is a quarter of a second here.
      await pause(Math.min(1_000, (retryAfterSeconds ?? 30) * 8) * (0.5 + Math.random()));
    }
  }

  async #upgrade(world: World, endpoint: Endpoint, slot: { id: number; fence: number }): Promise<void> {
    const { behaviour } = endpoint;
    const { upgradeMs } = this.plan;
    if (behaviour === "dies") return;
    if (behaviour === "slow") {
      for (let turn = 0; turn < 3; turn++) {
        await pause(upgradeMs * 3);
        const { status } = await world.agent.call("PUT", `/api/v1/slots/${slot.id}`, { fence: slot.fence });
        if (status === 200) this.run.renewed++;
        else this.run.violations.push(`${endpoint.name} could not renew: ${status}`);
      }
    } else await pause(upgradeMs * (0.5 + Math.random()));
    if (behaviour === "good" || behaviour === "slow" || behaviour === "quiet")
      endpoint.upgradedAt = Date.now();
    if (behaviour === "quiet") return;
    const outcome = behaviour === "fails" ? "failed" : "done";
    const path = `/api/v1/slots/${slot.id}?fence=${slot.fence}&outcome=${outcome}`;
    const { status, body } = await world.agent.call("DELETE", path);
    if (status !== 200)
      this.run.violations.push(`${endpoint.name} could not give back: ${status} ${body?.code}`);
  }

  /** A third of the way a lead makes the rule strict; the next failure holds the rollout, and the lead resumes it. */
  async #haltOnce(world: World, total: number): Promise<void> {
    const path = `/api/v1/rollouts/${world.rolloutId}`;
    while (this.#finished < total / 3) await pause(100);
    await world.lead.call("PATCH", path, { haltRule: { failedPercent: 1, ofLast: 1, silentCount: 1_000 } });
    for (let look = 0; look < 600 && !this.run.halted; look++) {
      await pause(200);
      this.run.halted = (await world.lead.call("GET", path)).body.status === "held";
    }
    if (!this.run.halted) {
      this.run.violations.push("the rollout was not held after a failure");
      return;
    }
    world.say("held by Rollcall itself after a failure, as it was told to");
    const fence = () => world.db.query("SELECT slot_fence FROM appliance WHERE id = $1", [world.applianceId]);
    const before = await fence();
    await pause(2_000);
    if ((await fence()).rows[0]?.slot_fence !== before.rows[0]?.slot_fence) {
      this.run.violations.push("slots were granted while the rollout was held");
    }
    const { status } = await world.lead.call("PATCH", path, { held: false, haltRule: tolerantRule });
    if (status !== 200) this.run.violations.push(`the rollout could not be resumed: ${status}`);
    world.say("resumed by a lead");
  }

  /** Every client by the end it should have come to, against what the API says. Returns the table, and what is wrong. */
  judge(ends: ReadonlyMap<string, string>): { table: Record<string, number>; wrong: string[] } {
    const table: Record<string, number> = {};
    const wrong: string[] = [];
    for (const { name, behaviour } of this.endpoints) {
      const end = ends.get(name) ?? "missing";
      const line = `${behaviour}: ${end}`;
      table[line] = (table[line] ?? 0) + 1;
      if (end !== expectedEnds[behaviour]) wrong.push(`${name} ${behaviour} is ${end}`);
    }
    return { table, wrong };
  }
}

/** Whoever has held a slot for three seconds in a fleet that needs a fraction of one is lost: its lease is over now. */
async function letTimePassForTheLost(world: World): Promise<void> {
  await world.db.query(
    `UPDATE slot SET lease_until = clock_timestamp() WHERE appliance_id = $1 AND ended_at IS NULL
        AND GREATEST(granted_at, renewed_at) < clock_timestamp() - interval '3 seconds'`,
    [world.applianceId],
  );
}

/** Expected deaths do not halt. */
export const tolerantRule = { failedPercent: 90, ofLast: 200, silentCount: 1_000 };

/**
 * What the stand-in knows of each of its clients, remembered from look to look, and where that client has to stand by the written rules
 * (product.md): worked out from the truth and the default policy alone, without anything of Rollcall's.
 */
import type { Fleet } from "@/demo/fleet/fleet";
import { type ClientTruth, truth, truthOfClient } from "@/demo/fleet/truth";
import type { KnownMember } from "./known-members";

const hour = 3_600_000;
const day = 24 * hour;

/** The default policy, as product.md has it: hours until due, and whether time alone can make a redeployment of it. */
const policy = {
  active: { dueHours: 2, byTime: true },
  passive: { dueHours: 26, byTime: true },
  jumpoint: { dueHours: 2, byTime: true },
  console: { dueHours: 14 * 24, byTime: true },
} as const;
const silentDays = 30;
const missedAtMost = 1;
/** Rule 17: the time that somebody who is back has, beside its due time. */
const graceAtMost = day;
/** Rollcall's clock goes on while it reads; within this of a limit either side of it is right. */
const slack = 2 * hour;

/** A site release as Rollcall was told of it. */
export interface ToldRelease {
  version: string;
  installedAt: number;
}

/** One client of the stand-in over time. */
interface Memory {
  now: ClientTruth;
  /** The newest connection while it ran what was served, and the newest of which a list told. */
  currentAt: number | null;
  listedCurrentAt: number | null;
  /** It was checked in after this release, at some instant, whatever became of it. */
  wasCheckedIn: Set<string>;
  /** When it was last read that it is not behind; and when it was read first that it is, since then. */
  currentReadAt: number;
  behindReadAt: number | null;
  /** When it was last found to have gone back: single observations may have told that it was current before. */
  wentBackAt: number;
  /** Rule 17: since when it has been connected after this release without running it; and when that was read first. */
  old: { release: ToldRelease; fromAt: number; readAt: number | null } | null;
  lookedAt: number;
}

/** Remembers the truth. `look` as often as anything may change. */
export class WhatIsTrue {
  readonly #memories = new Map<string, Memory>();
  readonly #byHost = new Map<string, string[]>();
  readonly releases: ToldRelease[] = [];

  constructor(private readonly fleet: Fleet) {}

  get newest(): ToldRelease | undefined {
    return this.releases.at(-1);
  }

  /** When it was looked last. */
  get lookedAt(): number {
    return this.fleet.now;
  }

  look(): void {
    const { at, clients } = truth(this.fleet);
    const nodes = this.fleet.jumpoints
      .flatMap((each) => each.nodes)
      .map((node) => truthOfClient(this.fleet, node));
    this.#byHost.clear();
    for (const client of clients) this.#remember(keyOf(client), client, at);
    for (const node of nodes) this.#remember(`node ${node.vendorId}`, node, at);
  }

  /** Everything that is asked has just been read: whoever went back is known to have. */
  noteRead(): void {
    for (const memory of this.#memories.values()) {
      if (memory.old) memory.old.readAt ??= this.fleet.now;
      if (memory.now.needsUpdate) memory.behindReadAt ??= this.fleet.now;
      else
        Object.assign(memory, {
          currentReadAt: this.fleet.now,
          behindReadAt: null,
          listedCurrentAt: memory.currentAt,
        });
    }
  }

  /** Whom of the stand-in's a member is: none where nobody or several fit. */
  whoIs({ kind, vendorId, host }: KnownMember): string | null {
    if ((kind === "jump_client" || kind === "jumpoint") && vendorId !== null) return `${kind} ${vendorId}`;
    const named =
      kind === "console" && vendorId !== null ? `${kind} user ${vendorId}` : `${kind} host ${host}`;
    const [one, another] = this.#byHost.get(named) ?? [];
    return another === undefined ? (one ?? null) : null;
  }

  of(key: string): Memory | undefined {
    return this.#memories.get(key);
  }

  /** Of this kind, whoever is not taken off. */
  keys(kind: string): string[] {
    return [...this.#memories].flatMap(([key, { now, lookedAt }]) =>
      now.kind === kind && !key.startsWith("node") && lookedAt === this.fleet.now ? [key] : [],
    );
  }

  /** It has been seen on the newest release at some time, or is. */
  hasCheckedIn(key: string): boolean {
    return this.of(key)?.wasCheckedIn.has(this.newest?.version ?? "") === true;
  }

  /**
   * The states that are right for somebody whom a feed shows as it is. `now`: the stand-in's clock; `until`: Rollcall's, which went on while
   * it read, so that it may have found due whoever fell due meanwhile.
   */
  expected(key: string, now: number, until: number): string[] {
    const memory = this.of(key);
    const release = this.newest;
    if (!memory || !release) return ["none"];
    const { kind, availability, connectionType } = memory.now;
    if (this.#isCheckedIn(memory.now)) return ["checked_in"];
    if (kind === "button") return ["waiting"];
    if (kind === "connection_agent" || kind === "integration_client") return ["needs_redeployment"];
    if (availability !== "available") return ["needs_redeployment"];
    const line = policy[kind === "jump_client" ? (connectionType ?? "passive") : kind];
    const last = latest(memory.now);
    if (this.#missed(memory.currentAt ?? last) > missedAtMost) return ["needs_redeployment"];
    const mayHaveMissed = this.#missed(memory.listedCurrentAt ?? last) > missedAtMost;
    const due = line.dueHours * hour;
    // Who was on the release and went back has a due time of its own.
    const wentBack = memory.wasCheckedIn.has(release.version);
    const dueFrom = wentBack ? memory.currentReadAt : release.installedAt;
    const dueTo = wentBack ? Math.max(memory.behindReadAt ?? now, memory.wentBackAt) : release.installedAt;
    const old = !wentBack && memory.old?.release === release ? memory.old : null;
    const grace = Math.min(due, graceAtMost);
    // Until it was read that it is back, it is late by its due time alone.
    const graceFrom = old === null || old.readAt === null ? 0 : old.fromAt + grace;
    const graceTo = old === null ? 0 : (old.readAt ?? now) + grace;
    const states = new Set([
      now < Math.max(dueTo + due, graceTo) + slack ? "waiting" : "",
      until >= Math.max(dueFrom + due, graceFrom) ? "overdue" : "",
      // Who was current between two lists only may never have been seen so.
      mayHaveMissed ? "needs_redeployment" : "",
    ]);
    if (last !== null) {
      const silentAt = last + silentDays * day;
      if (until >= silentAt) states.add("needs_redeployment");
      if (now >= silentAt + slack) return ["needs_redeployment"];
    }
    return [...states].filter((state) => state !== "");
  }

  /** How many releases came after an instant. */
  #missed(since: number | null): number {
    return since === null ? 0 : this.releases.filter(({ installedAt }) => installedAt > since).length;
  }

  /** Rule 1, of the release that was told: its installation on the other unit is no second one. */
  #isCheckedIn({ needsUpdate, version, lastConnectedAt }: ClientTruth): boolean {
    const release = this.newest;
    if (!release || needsUpdate || version !== release.version) return false;
    return lastConnectedAt !== null && lastConnectedAt > release.installedAt;
  }

  /** Rule 17. A connection that lasted over the installation counts from there. */
  #oldSince({ old }: Memory, client: ClientTruth, at: number): Memory["old"] {
    const release = this.newest;
    if (!release || !client.needsUpdate) return null;
    const last = client.online ? at : (latest(client) ?? 0);
    if (last <= release.installedAt) return null;
    const fromAt = Math.max(client.lastConnectAt ?? last, release.installedAt);
    if (old?.release === release) return { ...old, fromAt: Math.min(old.fromAt, fromAt) };
    return { release, fromAt, readAt: null };
  }

  #remember(key: string, client: ClientTruth, at: number): void {
    const before = this.#memories.get(key);
    const connected = latest(client);
    const memory: Memory = before ?? {
      now: client,
      currentAt: null,
      listedCurrentAt: null,
      wasCheckedIn: new Set(),
      currentReadAt: at,
      behindReadAt: null,
      wentBackAt: at,
      old: null,
      lookedAt: at,
    };
    if (client.needsUpdate && !memory.now.needsUpdate) memory.wentBackAt = at;
    if (!client.needsUpdate) memory.currentAt = Math.max(memory.currentAt ?? 0, connected ?? 0) || null;
    if (this.#isCheckedIn(client)) memory.wasCheckedIn.add(client.version);
    memory.old = this.#oldSince(memory, client, at);
    memory.now = client;
    memory.lookedAt = at;
    this.#memories.set(key, memory);
    const names = [`${client.kind} host ${client.hostname.toLowerCase()}`];
    if (client.kind === "console") names.push(`console user ${client.user}`);
    // A Jumpoint of several nodes is none of their hosts.
    if (client.kind !== "jump_client" && !(client.kind === "jumpoint" && key.startsWith("jumpoint")))
      for (const name of names) this.#byHost.set(name, [...(this.#byHost.get(name) ?? []), key]);
  }
}

function keyOf({ kind, vendorId }: ClientTruth): string {
  return `${kind} ${vendorId}`;
}

/** The latest connection that a date shows. */
function latest({ lastConnectAt, lastDisconnectAt }: ClientTruth): number | null {
  return lastConnectAt === null && lastDisconnectAt === null
    ? null
    : Math.max(lastConnectAt ?? 0, lastDisconnectAt ?? 0);
}

/** The whole stand-in: a fleet that lives in simulated time, behind the doors of an appliance, with its senders. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Appliance, Credentials } from "./appliance/appliance";
import { answerControl } from "./appliance/control-api";
import type { Generation } from "./appliance/generations";
import { type RateLimits, Rates } from "./appliance/rates";
import { RequestRecord } from "./appliance/request-record";
import { makeServer, type TlsFiles } from "./appliance/server";
import { Tokens } from "./appliance/tokens";
import { Clock } from "./clock";
import { Faults } from "./faults";
import { advance } from "./fleet/advance";
import { type PastDeed, relive } from "./fleet/deeds";
import type { Fleet } from "./fleet/fleet";
import { type FleetOptions, makeFleet } from "./fleet/make-fleet";
import { type Agents, type AgentTarget, openAgents } from "./senders/agents";
import { type OutboundTarget, openOutbound } from "./senders/outbound";
import type { Sender } from "./senders/sender";
import { openSyslogSender, type SyslogTarget } from "./senders/syslog-sender";

export interface StandInOptions extends FleetOptions {
  /** 0 takes a free one. */
  port?: number;
  /** The address to listen on; this machine only where it is not said. */
  address?: string;
  tls?: TlsFiles;
  /** Simulated seconds in a real one. */
  speed?: number;
  /** Time stands still until it is told to go on, or is moved by `jumpTo`. */
  paused?: boolean;
  /** Simulated time never overtakes real time. */
  notBeyondNow?: boolean;
  /** Simulated time is what this clock says, epoch milliseconds, and none of the above; what was before it is told to nobody. */
  follows?: () => number;
  /** What was done to the fleet before, in order; and who is told what is done to it now. */
  deeds?: readonly PastDeed[];
  noteDeed?: (deed: PastDeed) => void;
  generation?: Generation;
  rates?: RateLimits;
  credentials?: Partial<Credentials>;
  syslog?: SyslogTarget;
  outbound?: OutboundTarget;
  agents?: AgentTarget;
}

export interface StandIn {
  /** Of the site; and of each unit of the pair, where health tells of that unit. No slash at the end. */
  url: string;
  unitUrls: { A: string; B: string };
  fleet: Fleet;
  clock: Clock;
  faults: Faults;
  credentials: Credentials;
  requests: RequestRecord;
  tokens: Tokens;
  /** Moves simulated time and lets everything until then happen. */
  jumpTo: (instant: number) => void;
  /** Brings the fleet to the clock's instant, as each request does. */
  tick: () => void;
  /** Resolves once all senders have delivered what they took. */
  settled: () => Promise<void>;
  close: () => Promise<void>;
}

const usualCredentials: Credentials = {
  clientId: "rollcall-demo-account",
  clientSecret: "demo-secret-for-the-stand-in",
  username: "rollcall",
  password: "demo-password-for-the-stand-in",
};
const tickMs = 500;
/** The management tool reports every quarter of a simulated hour. */
const agentsEveryMs = 900_000;

/** Starts the stand-in. Everything ends with `close`; its timer keeps no process alive. */
export async function openStandIn(options: StandInOptions): Promise<StandIn> {
  const fleet = makeFleet(options);
  const { address = "127.0.0.1", tls, follows } = options;
  if (follows) relive(fleet, follows(), options.deeds ?? []);
  const clock = makeClock(fleet.now, options);
  const appliance: Appliance = {
    fleet,
    faults: new Faults(),
    credentials: { ...usualCredentials, ...options.credentials },
    generation: options.generation ?? "beyondtrust",
    tokens: new Tokens(),
    rates: new Rates(options.rates),
    requests: new RequestRecord(),
    noteDeed: (deed) => options.noteDeed?.({ ...deed, at: fleet.now }),
  };
  const { senders, agents } = openSenders(options, fleet);
  let agentsReportedAt = Number.NEGATIVE_INFINITY;
  const tick = () => {
    const happenings = advance(fleet, Math.max(fleet.now, clock.now()));
    if (happenings.length > 0) for (const sender of senders) sender.take(happenings);
    if (!agents || fleet.now - agentsReportedAt < agentsEveryMs) return;
    agentsReportedAt = fleet.now;
    agents.report();
  };
  const doors = { appliance, tick, control: answerControl.bind(null, appliance, clock, tick) };
  const servers = [
    makeServer(doors, null, tls),
    makeServer(doors, "A", tls),
    makeServer(doors, "B", tls),
  ] as const;
  const scheme = tls ? "https" : "http";
  const host = address.includes(":") ? `[${address}]` : address;
  const [port, portA, portB] = await Promise.all(
    servers.map((server, place) => listen(server, place === 0 ? (options.port ?? 0) : 0, address)),
  );
  const timer = setInterval(tick, tickMs).unref();
  return {
    url: `${scheme}://${host}:${port}`,
    unitUrls: { A: `${scheme}://${host}:${portA}`, B: `${scheme}://${host}:${portB}` },
    fleet,
    clock,
    faults: appliance.faults,
    credentials: appliance.credentials,
    requests: appliance.requests,
    tokens: appliance.tokens,
    jumpTo(instant) {
      clock.jumpTo(instant);
      tick();
    },
    tick,
    settled: async () => {
      await Promise.all([...senders, ...(agents ? [agents] : [])].map((each) => each.settled()));
    },
    close: async () => {
      clearInterval(timer);
      await Promise.all([...senders, ...(agents ? [agents] : [])].map((each) => each.close()));
      await Promise.all(servers.map(stop));
    },
  };
}

function makeClock(start: number, { speed, paused, notBeyondNow, follows }: StandInOptions): Clock {
  if (follows) return new Clock({ start, speed: 1, realNow: follows });
  return new Clock({
    start,
    ...(speed === undefined ? {} : { speed }),
    ...(paused === undefined ? {} : { paused }),
    ...(notBeyondNow ? { notBeyond: Date.now } : {}),
  });
}

function openSenders(
  { syslog, outbound, agents }: StandInOptions,
  fleet: Fleet,
): { senders: Sender[]; agents: Agents | null } {
  const senders: Sender[] = [];
  if (syslog) senders.push(openSyslogSender(syslog, fleet.host));
  if (outbound) senders.push(openOutbound(outbound, fleet.units[fleet.serving].guid));
  return { senders, agents: agents ? openAgents(agents, fleet) : null };
}

async function listen(server: Server, port: number, address: string): Promise<number> {
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(port, address, listening);
  });
  return (server.address() as AddressInfo).port;
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((closed) => server.close(() => closed()));
}

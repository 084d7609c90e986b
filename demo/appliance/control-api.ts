/** What stands under `/stand-in`: reading and steering the simulation. It has no counterpart in the vendor's product. */
import type { Clock } from "../clock";
import { faultDefaults, isFaultName } from "../faults";
import { type Deed, doDeed } from "../fleet/deeds";
import { isUp, needsUpdate } from "../fleet/fleet";
import { truth } from "../fleet/truth";
import { type Answer, type Appliance, type Asked, json } from "./appliance";
import { controlPage } from "./control-page";

/** `POST` bodies are JSON objects; a wish that cannot be met is a 422 with a sentence. */
export function answerControl(appliance: Appliance, clock: Clock, tick: () => void, asked: Asked): Answer {
  const { faults, requests } = appliance;
  const { method, path, query } = asked;
  try {
    switch (`${method} ${path.replace(/\/$/, "") || "/"}`) {
      case "GET /":
      case "GET /stand-in":
        return {
          status: 200,
          type: "text/html; charset=utf-8",
          body: controlPage(Object.keys(faultDefaults)),
        };
      case "GET /stand-in/state":
        return json(200, state(appliance, clock));
      case "GET /stand-in/requests":
        return json(200, { count: requests.count, items: requests.after(Number(query.get("after") ?? 0)) });
      case "GET /stand-in/truth":
        return json(200, tellTruth(appliance, query.get("kind")));
      case "POST /stand-in/clock":
        steer(clock, wish(asked));
        tick();
        return json(200, state(appliance, clock));
      case "POST /stand-in/faults":
        setFault(appliance, wish(asked));
        return json(200, faults.list());
      case "DELETE /stand-in/faults":
        faults.clearAll();
        return json(200, faults.list());
      case "POST /stand-in/upgrade": {
        const { version, minutes } = wish(asked);
        if (typeof version !== "string" || !/^\d+\.\d+\.\d+$/.test(version))
          throw new Error('Say the version that is installed, such as {"version": "26.4.1"}.');
        const lasts = minutes === undefined ? {} : { minutes: Number(minutes) };
        const release = perform(appliance, { does: "upgrade", version, ...lasts });
        tick();
        return json(200, release);
      }
      case "POST /stand-in/swap":
        perform(appliance, { does: "swap" });
        return json(200, state(appliance, clock));
      case "POST /stand-in/line": {
        const { site, up } = wish(asked);
        perform(appliance, { does: "line", site: Number(site), up: up === true });
        return json(200, state(appliance, clock));
      }
      default:
        return json(404, { message: "There is nothing here." });
    }
  } catch (error) {
    return json(422, { message: error instanceof Error ? error.message : String(error) });
  }
}

function perform({ fleet, noteDeed }: Appliance, deed: Deed) {
  const release = doDeed(fleet, deed);
  noteDeed(deed);
  return release;
}

/** Times are RFC 3339 in UTC. */
function state({ fleet, faults, requests }: Appliance, clock: Clock) {
  const kinds: Record<string, { clients: number; online: number; behind: number }> = {};
  for (const client of fleet.clients) {
    if (client.removed) continue;
    kinds[client.kind] ??= { clients: 0, online: 0, behind: 0 };
    const counted = kinds[client.kind] as { clients: number; online: number; behind: number };
    counted.clients++;
    if (client.online) counted.online++;
    if (needsUpdate(fleet, client)) counted.behind++;
  }
  return {
    now: new Date(fleet.now).toISOString(),
    speed: clock.speed,
    paused: clock.paused,
    up: isUp(fleet),
    serving: fleet.serving,
    units: fleet.units,
    releases: fleet.releases.map(({ version, startsAt, installedAt }) => ({
      version,
      startsAt: new Date(startsAt).toISOString(),
      installedAt: new Date(installedAt).toISOString(),
    })),
    upgradesRunning: fleet.upgradesRunning,
    sites: fleet.sites.map(({ name, lineUp }) => ({ name, lineUp })),
    /** Of Jumpoints the nodes are counted. */
    kinds,
    faults: faults.list(),
    requests: requests.count,
  };
}

function tellTruth({ fleet }: Appliance, kind: string | null) {
  const told = truth(fleet);
  return kind === null ? told : { ...told, clients: told.clients.filter((client) => client.kind === kind) };
}

/** `{speed?, paused?, jumpTo? (RFC 3339), jumpSeconds?}`. */
function steer(clock: Clock, { speed, paused, jumpTo, jumpSeconds }: Record<string, unknown>): void {
  if (speed !== undefined) clock.setSpeed(Number(speed));
  if (paused === true) clock.pause();
  if (paused === false) clock.resume();
  if (jumpTo !== undefined) clock.jumpTo(Date.parse(String(jumpTo)));
  if (jumpSeconds !== undefined) clock.jumpTo(clock.now() + Number(jumpSeconds) * 1_000);
}

/** `{name, on?, value?, times?, path?}`. */
function setFault(
  { faults }: Appliance,
  { name, on = true, value, times, path }: Record<string, unknown>,
): void {
  if (!isFaultName(name))
    throw new Error(`There is no such fault: choose from ${Object.keys(faultDefaults).join(", ")}.`);
  faults.clear(name);
  if (on === false) return;
  faults.set(name, {
    ...(typeof value === "number" || typeof value === "string" ? { value } : {}),
    ...(typeof times === "number" ? { times } : {}),
    ...(typeof path === "string" ? { path } : {}),
  });
}

function wish({ body }: Asked): Record<string, unknown> {
  const said: unknown = body === "" ? {} : JSON.parse(body);
  if (typeof said !== "object" || said === null || Array.isArray(said))
    throw new Error("Send a JSON object.");
  return said as Record<string, unknown>;
}

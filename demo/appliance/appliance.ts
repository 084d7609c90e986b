/** What all doors of the stand-in appliance share, and the shape of a question and an answer. */
import type { IncomingHttpHeaders } from "node:http";
import type { Faults } from "../faults";
import type { Deed } from "../fleet/deeds";
import type { Fleet, UnitName } from "../fleet/fleet";
import type { Generation } from "./generations";
import type { Rates } from "./rates";
import type { RequestRecord } from "./request-record";
import type { Tokens } from "./tokens";

/** Who may ask: an API account by OAuth, and a person by name and password (older command API, exports). */
export interface Credentials {
  clientId: string;
  clientSecret: string;
  username: string;
  password: string;
}

export interface Appliance {
  readonly fleet: Fleet;
  readonly faults: Faults;
  readonly credentials: Credentials;
  readonly generation: Generation;
  readonly tokens: Tokens;
  readonly rates: Rates;
  readonly requests: RequestRecord;
  /** Is told what was done to the fleet, and is called when it is done. */
  readonly noteDeed: (deed: Deed) => void;
}

/** One request, read to its end. */
export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  /** A form's parameters; empty for other bodies. */
  form: URLSearchParams;
  body: string;
  headers: IncomingHttpHeaders;
  /** Scheme and authority by which it was reached. */
  origin: string;
  /** Set where it came by the address of one unit instead of the site's. */
  unit: UnitName | null;
}

export interface Answer {
  status: number;
  type: string;
  body: string;
  headers?: Readonly<Record<string, string>>;
}

/** An answer in JSON. */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, type: "application/json", body: JSON.stringify(value), headers };
}

/** The unit that answers. */
export function unitOf({ fleet }: Appliance, { unit }: Asked): UnitName {
  return unit ?? fleet.serving;
}

/** An instant by the appliance's own clock, which a fault can set ahead. */
export function byItsClock({ faults }: Appliance, instant: number): number {
  return instant + (faults.look("clockSkew", "") ?? 0) * 1_000;
}

/** RFC 3339 in UTC, always ending `+00:00`, never `Z` (vendor specification, "Date-Time Formatting"). */
export function written(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}+00:00`;
}

/** With the `lostRights` fault on, only one client in so many is seen. */
export function isSeen({ faults }: Appliance, id: number): boolean {
  return id % (faults.look("lostRights", "") ?? 1) === 0;
}

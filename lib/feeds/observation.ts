/** What a record of a feed says of one client, in one shape whatever feed it came by: the parsers make them, the door takes them in. */
import type { Availability, ClientKind, ConnectionType } from "@/lib/core/client";

/**
 * How sure it is that the record speaks of this client's connection. `stated`: the vendor says so. `inferred`: a conclusion that the
 * vendor does not state (a push agent taken for a Jumpoint, a login through a provider taken for a sign of its connection agent).
 */
export type Grade = "stated" | "inferred";

/** How a record names its client. At least one is set; a door tries them in this order. */
export interface Named {
  vendorId: string | null;
  fqdn: string | null;
  hostname: string | null;
  /** The user name of a representative, whose console it is. */
  user: string | null;
  /** A display name: of a representative, an API account. */
  name: string | null;
  /** A security provider, for the connection agents that serve it. */
  securityProvider: string | null;
}

/** Nobody named. */
export const noNames: Named = {
  vendorId: null,
  fqdn: null,
  hostname: null,
  user: null,
  name: null,
  securityProvider: null,
};

/** One observation. Instants in epoch milliseconds; `null`: the record does not say. */
export interface Observation {
  kind: ClientKind;
  named: Named;
  grade: Grade;
  /** The instant it speaks about. */
  observedAt: number;
  /** Whether the record itself gave `observedAt`; else it is the time of receipt, which proves less. */
  dated: boolean;
  connectedAt: number | null;
  connectedFromAt: number | null;
  online: boolean | null;
  needsUpdate: boolean | null;
  /** The software's version as the record writes it. */
  version: string | null;
  connectionType: ConnectionType | null;
  availability: Availability | null;
  /** A name that the sender gives the event: the same again is a repetition. */
  eventId: string | null;
  /** Where it stands in what came: the line of a request from 1, the place in a document. */
  line: number;
  /** The record itself, cut to 500 characters, for people to look it up. Never a secret. */
  excerpt: string;
}

/** A record that could not be taken: one sentence that says what is wrong with it and what to do. */
export interface Refused {
  line: number;
  problem: string;
}

/** A client was connected then, and nothing else is said of it. */
export function seenConnected(
  seen: Pick<Observation, "kind" | "named" | "grade" | "observedAt" | "dated" | "line" | "excerpt">,
): Observation {
  return {
    ...seen,
    connectedAt: seen.observedAt,
    connectedFromAt: null,
    // It was connected then; nothing that comes after would end that it is.
    online: null,
    needsUpdate: null,
    version: null,
    connectionType: null,
    availability: null,
    eventId: null,
  };
}

/** What an answer of the Command API says of single clients, and how many it counts. */
import type { ClientKind } from "@/lib/core/client";
import { type Grade, type Named, noNames, type Observation, type Refused } from "../observation";
import { connectedOfType } from "./documents/connected-client-list";
import type { ConnectedClient } from "./documents/connected-clients";
import type { LoggedInRep } from "./documents/logged-in-reps";
import type { ListedRecord, Records } from "./documents/records";
import type { RepresentativeNames } from "./documents/representative-names";
import type { Arrival, CommandDocument } from "./read-document";

/** How an answer came, and what is concluded from it. */
export interface Reading extends Arrival {
  /** The appliance answered just now. False for a document that a person hands in: it may be of any age. */
  fresh: boolean;
  /** That a push agent is a Jumpoint is an inference; nobody has confirmed it. Without this it is nobody's sign. */
  pushAgentsAreJumpoints: boolean;
}

/** What came of one answer. */
export interface Observed {
  observations: readonly Observation[];
  refused: readonly Refused[];
  /** What was left out of records that are taken. */
  notes: readonly Refused[];
  /** Jump Clients connected, over all units. It marks none of them; `null`: not counted. */
  connectedJumpClients: number | null;
}

const nothing: Observed = { observations: [], refused: [], notes: [], connectedJumpClients: null };

/**
 * Who is in an answer that came just now was connected when it came, and its connection began when it says. Of a document
 * that is handed in only the dates count. Nobody is ever said to be absent: Jump Clients appear in no list of this API, and
 * who is not connected is not listed.
 */
export function observe(document: CommandDocument, reading: Reading): Observed {
  switch (document.action) {
    case "get_connected_client_list": {
      const { refused, notes } = document.value.clients;
      const counted = connectedOfType(document.value, "pinned_client");
      return { ...nothing, refused, notes, connectedJumpClients: counted };
    }
    case "get_connected_clients":
      return observeRecords(document.value, reading, (client) => ofConnectedClient(client, reading));
    case "get_logged_in_reps":
      return observeRecords(document.value, reading, ofLoggedInRep);
    default:
      return nothing;
  }
}

/** Whose sign a record is; `null`: nobody's whom Rollcall follows. */
interface Sign {
  kind: ClientKind;
  grade: Grade;
  named: Named;
  /** When the connection began, by the appliance's clock. */
  sinceAt: number | null;
}

function ofConnectedClient(client: ConnectedClient, reading: Reading): Sign | null {
  if (client.type === "representative") {
    return {
      kind: "console",
      grade: "stated",
      named: namesOf(client, client.hostname),
      sinceAt: client.connectedSinceAt,
    };
  }
  if (client.type === "push_agent" && reading.pushAgentsAreJumpoints) {
    const named = { ...noNames, hostname: client.hostname };
    return { kind: "jumpoint", grade: "inferred", named, sinceAt: client.connectedSinceAt };
  }
  return null;
}

/** Who was invited for one session works with a console that goes with it. */
function ofLoggedInRep(rep: LoggedInRep): Sign | null {
  if (rep.type?.toLowerCase() === "invited") return null;
  return { kind: "console", grade: "stated", named: namesOf(rep, null), sinceAt: rep.loggedInSinceAt };
}

/** By the machine where it is given: a representative may have consoles on several. The ids of this API identify no client. */
function namesOf(names: RepresentativeNames, hostname: string | null): Named {
  if (hostname !== null) return { ...noNames, hostname };
  return { ...noNames, user: names.userName, name: names.displayName };
}

function observeRecords<T>(list: Records<T>, reading: Reading, signOf: (record: T) => Sign | null): Observed {
  const observations: Observation[] = [];
  const refused = [...list.refused];
  for (const record of list.records) {
    const sign = signOf(record);
    if (sign === null) continue;
    const observed = observeSign(sign, record, reading);
    if ("problem" in observed) refused.push(observed);
    else observations.push(observed);
  }
  return { observations, refused, notes: list.notes, connectedJumpClients: null };
}

function observeSign(sign: Sign, record: ListedRecord, reading: Reading): Observation | Refused {
  const { line, excerpt } = record;
  if (Object.values(sign.named).every((name) => name === null)) {
    return { line, problem: "The record names neither a machine nor a person, so it is nobody's." };
  }
  const sinceAt = onOurClock(sign.sinceAt, reading);
  const observedAt = reading.fresh ? reading.receivedAt : sinceAt;
  if (observedAt === null) {
    return {
      line,
      problem:
        "The record has no date that can be read, and a document that is handed in does not say when it was made.",
    };
  }
  return {
    kind: sign.kind,
    named: sign.named,
    grade: sign.grade,
    observedAt,
    dated: !reading.fresh,
    connectedAt: sinceAt,
    connectedFromAt: sinceAt,
    online: reading.fresh ? true : null,
    needsUpdate: null,
    version: null,
    connectionType: null,
    availability: null,
    eventId: null,
    line,
    excerpt,
  };
}

/** Never later than the arrival: the clocks are compared to the second only. */
function onOurClock(at: number | null, reading: Arrival): number | null {
  return at === null ? null : Math.min(at - reading.clockSkewMs, reading.receivedAt);
}

/** Takes what a feed observed in: whose it is, what it says of them, how they stand then. One transaction, which the caller opens. */

import type { SiteRelease } from "@/lib/core/release";
import { needsUpdateBy } from "@/lib/core/reported-version";
import { recordSightings } from "@/lib/evidence/record-sightings";
import { lockEvidence } from "@/lib/evidence/record-snapshot";
import type { SingleSighting } from "@/lib/evidence/sighting-runs";
import type { Ctx } from "@/lib/platform/context";
import type { Tx } from "@/lib/platform/db";
import { followMoves } from "@/lib/rollout/cap/place-members";
import { judgeMany } from "@/lib/rollout/members/judge-many";
import { findGoingRollout, loadSiteReleases } from "@/lib/rollout/members/store";
import { type Choice, chooseClient } from "./choose-client";
import { cleanNames } from "./clean-names";
import { type Candidates, findCandidates } from "./find-clients";
import type { Observation } from "./observation";
import { type RegisteredClient, registerClients } from "./register-clients";

/** What became of observations, by how many. */
export interface TakenIn {
  /** They changed what is known. */
  changed: number;
  /** They said nothing that the feed had not said. */
  repeated: number;
  registered: number;
  /** They speak of nobody who is known, and say too little to register somebody. */
  unknown: number;
  /** They fit several clients; who is meant is not decided. */
  several: number;
}

/** The observations in the order in which they came. The caller may look again at what it has stored of them: everything or nothing is taken in. */
export async function takeObservations(
  ctx: Ctx,
  tx: Tx,
  feed: { id: number; applianceId: number },
  given: readonly Observation[],
): Promise<TakenIn> {
  const observations = given.map((each) => ({ ...each, named: cleanNames(each.named) }));
  await lockEvidence(tx, feed.applianceId);
  const { choices, fresh } = chooseAll(
    observations,
    await findCandidates(tx, feed.applianceId, observations),
  );
  const registered = await registerClients(ctx.db, tx, feed.applianceId, fresh);
  const releases = await loadSiteReleases(tx, feed.applianceId);
  const unsaid = new Set(registered);
  const sightings = observations.flatMap((observation, place) => {
    const choice = choices[place] as Choice;
    if (choice.kind !== "known") return [];
    return choice.clientIds.map((clientId) => {
      const own = clientId < 0 ? (registered[-clientId - 1] as RegisteredClient) : null;
      // What it is called is said once.
      const first = own !== null && unsaid.delete(own) ? own : null;
      return toSighting(own?.id ?? clientId, observation, releases, first);
    });
  });
  const recorded = await recordSightings(tx, feed.applianceId, feed.id, sightings);
  await followMoves(tx, recorded.moved);
  const rollout = await findGoingRollout(tx, feed.applianceId);
  if (rollout && recorded.changed.length > 0)
    await judgeMany(tx, rollout.id, recorded.changed, { cause: `feed ${feed.id}`, now: ctx.now });
  const count = (kind: Choice["kind"]) => choices.filter((choice) => choice.kind === kind).length;
  return {
    changed: sightings.length - recorded.repeated,
    repeated: recorded.repeated,
    registered: registered.length,
    unknown: count("unknown"),
    several: count("several"),
  };
}

/**
 * Whom each record means, in their order; `fresh`: the first records of clients that nobody knows yet, which -1, -2 … stand for. Those
 * after it may mean them, by whatever name: in how many batches records come makes no difference.
 */
function chooseAll(
  observations: readonly Observation[],
  candidates: Candidates,
): { choices: Choice[]; fresh: Observation[] } {
  const fresh: Observation[] = [];
  const choices = observations.map((each): Choice => {
    const choice = chooseClient(each, candidates.of(each));
    if (choice.kind !== "new") return choice;
    // What is only inferred registers nobody: whoever uses an API account may be anything.
    if (each.grade !== "stated") return { kind: "unknown" };
    const id = -fresh.push(each);
    candidates.add(each, id);
    return { kind: "known", clientIds: [id] };
  });
  return { choices, fresh };
}

/**
 * What is reported by word and by version: the one that proves less holds. A record without a time of its own that came from a queue may
 * be older than any release: it proves no connection. Only who is said to be online now is connected when the record comes.
 */
function toSighting(
  clientId: number,
  observation: Observation,
  releases: readonly SiteRelease[],
  own: RegisteredClient | null,
): SingleSighting {
  const { kind, observedAt, version, needsUpdate, grade, dated, excerpt } = observation;
  const isTimed = dated || observation.online === true;
  const byVersion = version === null ? null : needsUpdateBy(version, releases, observedAt);
  return {
    clientId,
    kind,
    observedAt,
    earliestAt: null,
    connectedAt: isTimed ? observation.connectedAt : null,
    connectedFromAt: isTimed ? observation.connectedFromAt : null,
    online: observation.online,
    needsUpdate: needsUpdate === true || byVersion === true ? true : (needsUpdate ?? byVersion),
    needsUpdateUnread: false,
    connectionType: observation.connectionType,
    availability: observation.availability,
    said: own?.said ?? null,
    basis: own?.basis ?? null,
    more: { grade, dated, excerpt, ...(version === null ? {} : { version }) },
  };
}

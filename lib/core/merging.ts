/** Which two clients a person may make one. */
import type { ClientKind } from "./client";

/** A client with what merging depends on. */
export interface Mergeable {
  id: number;
  applianceId: number;
  kind: ClientKind;
  /** The client that it was merged into. */
  mergedIntoId: number | null;
  /** A client that was merged into it, where there is one. */
  mergedHereId: number | null;
}

/** Why they stay two. `client_merged`, `into_merged`: into which it was merged; `others_merged`: what was merged into the client. */
export type MergeObstacle =
  | { why: "same_client" | "other_appliance" | "other_kind" }
  | { why: "client_merged" | "into_merged" | "others_merged"; otherId: number };

/**
 * Two clients of one appliance and one kind, neither merged already. Nothing is merged in a chain, so that each decision can be
 * taken back by itself; several clients may be merged into one. `null`: nothing stands in the way.
 */
export function obstacleToMerging(client: Mergeable, into: Mergeable): MergeObstacle | null {
  if (client.id === into.id) return { why: "same_client" };
  if (client.applianceId !== into.applianceId) return { why: "other_appliance" };
  if (client.kind !== into.kind) return { why: "other_kind" };
  if (client.mergedIntoId !== null) return { why: "client_merged", otherId: client.mergedIntoId };
  if (into.mergedIntoId !== null) return { why: "into_merged", otherId: into.mergedIntoId };
  if (client.mergedHereId !== null) return { why: "others_merged", otherId: client.mergedHereId };
  return null;
}

/** A snapshot that is being recorded. */
import type { ClientKind } from "@/lib/core/client";

/** `exportedAt` in epoch milliseconds. */
export interface SnapshotOf {
  importId: number;
  applianceId: number;
  exportedAt: number;
  /** The kinds it lists. */
  kinds: readonly ClientKind[];
  /** It is the whole list of its kinds: who is not in it is missing. */
  complete: boolean;
  /** The fields that its file had columns for. */
  fields: readonly (string | null)[];
}

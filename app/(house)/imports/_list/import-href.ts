/** Addresses of an import's page: which of its lists is open, and of what it is a page. */
import type { MemberState } from "@/lib/core/member";
import type { ChangeKind } from "@/lib/intake/queries";

/** What can become of a line, in the order of the picture. */
export const lineParts = ["read", "noticed", "rejects", "left_out", "skipped"] as const;
export type LinePart = (typeof lineParts)[number];

/** A list on an import's page. */
export interface OpenList {
  show?: LinePart | ChangeKind | "outcome";
  /** Of `outcome`: who came into this state. */
  state?: MemberState;
  /** Of the notices: only those of this code, and of this column. */
  code?: string;
  column?: string | null;
  /** From 1. */
  page?: number;
}

interface Imported {
  id: number;
  applianceId: number;
}

/** The address; it keeps the appliance, so that the frame of the page goes on being about it. */
export function importHref({ id, applianceId }: Imported, open: OpenList = {}): string {
  const query = new URLSearchParams({ applianceId: String(applianceId) });
  for (const [name, value] of Object.entries(open)) {
    if (value !== undefined && value !== null && !(name === "page" && value === 1))
      query.set(name, String(value));
  }
  return `/imports/${id}?${query}`;
}

/** The list of an appliance's imports, where a file can be uploaded as well. */
export function importsHref({ applianceId }: Pick<Imported, "applianceId">): string {
  return `/imports?applianceId=${applianceId}`;
}

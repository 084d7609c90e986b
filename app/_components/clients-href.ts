/** Addresses of the clients behind a number: the parameters that the clients page and the API understand. */
import type { ClientKind } from "@/lib/core/client";
import { type MemberState, memberStates } from "@/lib/core/member";
import type { Mover } from "@/lib/core/movers";
import type { ReasonCode } from "@/lib/core/reasons";

/** Which clients of a rollout. Instants in epoch milliseconds. */
export interface ClientsBehind {
  rolloutId: number;
  state?: MemberState;
  kind?: ClientKind;
  group?: string;
  reason?: ReasonCode | readonly ReasonCode[];
  mover?: Mover | readonly Mover[];
  late?: boolean;
  left?: boolean;
  checkedInFromAt?: number;
  checkedInToAt?: number;
  sort?: string;
}

/** The address of the list. */
export function clientsHref({ checkedInFromAt, checkedInToAt, ...plain }: ClientsBehind): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(plain)) {
    if (value !== undefined) query.set(name, String(value));
  }
  if (checkedInFromAt !== undefined) query.set("checkedInFrom", new Date(checkedInFromAt).toISOString());
  if (checkedInToAt !== undefined) query.set("checkedInTo", new Date(checkedInToAt).toISOString());
  return `/clients?${query}`;
}

/** One address per state, for the parts of a bar. */
export function stateHrefs(behind: ClientsBehind): Record<MemberState, string> {
  const hrefs = memberStates.map((state) => [state, clientsHref({ ...behind, state })]);
  return Object.fromEntries(hrefs) as Record<MemberState, string>;
}

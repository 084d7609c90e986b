/** Whose move it is. */
import type { ReasonCode } from "./reasons";

export const movers = ["nobody", "end_user", "technician", "appliance_admin", "rollcall_admin"] as const;
export type Mover = (typeof movers)[number];

/** temporary, until the other branch is merged */
export function codesOfMovers(_movers: readonly Mover[]): ReasonCode[] {
  return [];
}
export function moverOf(_state: string, _code: ReasonCode): Mover {
  return "nobody";
}

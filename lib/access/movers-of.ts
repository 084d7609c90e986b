/** Which moves are the reader's own. */
import type { Mover } from "@/lib/core/movers";
import type { Actor, Role } from "@/lib/platform/context";

/**
 * Technicians work the redeployment list; leads and admins upload exports and see to it that the appliance's admin acts (product.md,
 * Roles). Who only looks, or is an endpoint, has no move.
 */
const moversOfRole: Readonly<Record<Role, readonly Mover[]>> = {
  admin: ["appliance_admin", "rollcall_admin"],
  lead: ["appliance_admin", "rollcall_admin"],
  technician: ["technician"],
  viewer: [],
  agent: [],
};

/** The movers that an actor is; none for Rollcall itself. */
export function moversOf(actor: Actor): readonly Mover[] {
  return actor.type === "system" ? [] : moversOfRole[actor.role];
}

/** What a list of clients is asked for: each documented filter, alone, in each documented order. */
import { clientSorts } from "@/lib/rollout/clients/client-query";

/** A filter by what it is called in the table, as query parameters. */
export interface ListFilter {
  name: string;
  group: "filter" | "text search";
  parameters: Record<string, string>;
}

/** Every documented order, both ways round. */
export const listSorts = clientSorts.flatMap((sort) => [sort, `-${sort}`]);

/** Filters that fit a fleet of `days`: each parameter of the API with values that fit many and few. */
export function listFilters(fleet: { rows: number; installedAt: number }): ListFilter[] {
  const filter = (parameters: Record<string, string>): ListFilter => ({
    name: Object.entries(parameters)
      .map(([name, value]) => `${name}=${value}`)
      .join("&"),
    group: "q" in parameters ? "text search" : "filter",
    parameters,
  });
  const from = new Date(fleet.installedAt).toISOString();
  const to = new Date(fleet.installedAt + 6 * 3_600_000).toISOString();
  const someHost = `-${String(Math.floor(fleet.rows / 2)).padStart(6, "0")}`;
  return [
    filter({}),
    filter({ state: "checked_in" }),
    filter({ state: "overdue" }),
    filter({ state: "needs_redeployment" }),
    filter({ state: "overdue,needs_redeployment" }),
    filter({ state: "queued" }),
    filter({ kind: "jump_client" }),
    filter({ kind: "console" }),
    filter({ reason: "seen_after_release" }),
    filter({ reason: "silent" }),
    filter({ reason: "never_seen" }),
    filter({ mover: "nobody" }),
    filter({ mover: "technician" }),
    filter({ mover: "end_user,appliance_admin,rollcall_admin" }),
    filter({ group: "Branch 7" }),
    filter({ group: "" }),
    filter({ connectionType: "active" }),
    filter({ left: "true" }),
    filter({ left: "false" }),
    filter({ late: "true" }),
    filter({ late: "false" }),
    filter({ checkedInFrom: from, checkedInTo: to }),
    filter({ state: "overdue", group: "Branch 7" }),
    filter({ q: "kiosk" }),
    filter({ q: someHost }),
    filter({ q: "nb branch 39" }),
    filter({ q: "nobody-has-this" }),
  ];
}

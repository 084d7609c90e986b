/** Deeds on many clients over the API: what is asked, and what is answered. */
import { callApi } from "../call-api";

/** Which clients: some, of one appliance or of several; all that a filter leaves; or those on pasted hosts. */
export type Which =
  | { items: readonly { id: number; applianceId: number }[] }
  | { applianceId: number; filter: Record<string, unknown>; count: number }
  | { applianceId: number; hostnames: readonly string[] };

export interface ManyAnswer {
  id: number | null;
  status?: "queued" | "done";
  clients: number;
  changed: number;
  skipped: { sentence: string; clients: number; examples: { id: number; name: string }[] }[];
  unknownHosts: string[];
  ambiguousHosts: string[];
  /** Of a preview: how far it can be undone. */
  undo?: string;
}

/** Where it is asked. */
export type ManyPath = "/api/v1/work-items/batch" | "/api/v1/clients/batch";

/** One request for each appliance. */
export async function askMany(
  path: ManyPath,
  which: Which,
  body: Record<string, unknown>,
): Promise<ManyAnswer[]> {
  const answers: ManyAnswer[] = [];
  for (const each of selectionsOf(which))
    answers.push(await callApi<ManyAnswer>("POST", path, { ...each, ...body }));
  return answers;
}

function selectionsOf(which: Which): Record<string, unknown>[] {
  if ("hostnames" in which) return [{ applianceId: which.applianceId, hostnames: which.hostnames }];
  if ("filter" in which) return [{ applianceId: which.applianceId, filter: which.filter }];
  const appliances = [...new Set(which.items.map(({ applianceId }) => applianceId))];
  return appliances.map((applianceId) => ({
    applianceId,
    ids: which.items.filter((item) => item.applianceId === applianceId).map(({ id }) => id),
  }));
}

export function countOf(which: Which): number {
  if ("items" in which) return which.items.length;
  return "filter" in which ? which.count : which.hostnames.length;
}

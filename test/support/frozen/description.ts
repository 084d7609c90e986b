/**
 * FROZEN: a copy of lib/core/description.ts as it was before judging and explaining were parted and evidence got a module of its own. It is
 * never changed: tests hold what is judged and weighed now against it, case by case and over whole histories.
 *
 * What a client is called and where it belongs, as its sightings describe it: the newest description wins, word by word.
 */

/** The descriptive part of a sighting. `null`: it does not say. */
export interface Description {
  vendorId: string | null;
  name: string | null;
  hostname: string | null;
  fqdn: string | null;
  group: string | null;
  /** Further columns: fixed keys (`operating_system`, `public_ip` …) and unknown columns under their own heading. */
  attributes: Record<string, string>;
}

/** A newer description over an older one; what the newer does not say stays. */
export function describe(older: Description, newer: Description): Description {
  return {
    vendorId: newer.vendorId ?? older.vendorId,
    name: newer.name ?? older.name,
    hostname: newer.hostname ?? older.hostname,
    fqdn: newer.fqdn ?? older.fqdn,
    group: newer.group ?? older.group,
    attributes: { ...older.attributes, ...newer.attributes },
  };
}

/** Puts clients on the roll that a feed is the first to speak of. */
import { type ClientKind, hostKey, shortHost } from "@/lib/core/client";
import type { Description } from "@/lib/core/description";
import { takeClientIds } from "@/lib/evidence/record/client-ids";
import type { IdentityBasis } from "@/lib/evidence/says";
import { noteSearchGap } from "@/lib/evidence/search-gap";
import { copyRows } from "@/lib/platform/copy";
import type { Pool, Tx } from "@/lib/platform/db";
import type { Named, Observation } from "./observation";

/** A client that was registered, and what its first record says of its names. */
export interface RegisteredClient {
  id: number;
  said: Description;
  basis: IdentityBasis;
}

/** Registers one client for each record, in their order. The caller holds the appliance's evidence and has looked that nobody is meant who is known. */
export async function registerClients(
  db: Pool,
  tx: Tx,
  applianceId: number,
  observations: readonly Observation[],
): Promise<RegisteredClient[]> {
  if (observations.length === 0) return [];
  const first = await takeClientIds(db, observations.length);
  const registered = observations.map(({ named }, place) => describeNew(first + place, named));
  await copyRows(
    tx,
    "client (id, appliance_id, kind, vendor_id, name, hostname, fqdn, host_key, short_host, identity_basis, tags, security_providers, priority)",
    registered.map(({ id, said, basis }, place) => {
      const kind: ClientKind = (observations[place] as Observation).kind;
      const key = hostKey(said) || `id:${said.vendorId}`;
      return [
        id,
        applianceId,
        kind,
        said.vendorId,
        said.name ?? said.hostname ?? said.vendorId ?? "",
        said.hostname,
        said.fqdn,
        key,
        shortHost(key),
        basis,
        "{}",
        "{}",
        0,
      ];
    }),
  );
  await noteSearchGap(tx, applianceId, first, first + observations.length - 1);
  return registered;
}

/** What it is called, as far as the record says (`cleanNames`). */
function describeNew(id: number, { vendorId, user, name, hostname, fqdn }: Named): RegisteredClient {
  const ownId = vendorId ?? user;
  const said = {
    vendorId: ownId,
    name,
    hostname,
    fqdn,
    group: null,
    attributes: {},
  };
  const basis = ownId !== null ? "vendor_id" : fqdn !== null ? "fqdn" : "hostname";
  return { id, said, basis };
}

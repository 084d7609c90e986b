/** Puts a client on the roll that no export or feed lists. */
import { refuseUnless } from "@/lib/access/may";
import { hostKey, isIpAddress, shortHost } from "@/lib/core/client";
import { takeClientIds } from "@/lib/evidence/record/client-ids";
import { recordSightings } from "@/lib/evidence/record-sightings";
import { lockEvidence } from "@/lib/evidence/record-snapshot";
import { noteSearchGap } from "@/lib/evidence/search-gap";
import type { SingleSighting } from "@/lib/evidence/sighting-runs";
import { loadAppliance } from "@/lib/fleet/change-appliance";
import type { RegisterClientInput } from "@/lib/fleet/schema";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction, type Pool, type Tx } from "@/lib/platform/db";
import { conflict, unprocessable } from "@/lib/platform/errors";
import { judgeClients } from "./judge-client";

/**
 * A person's word that a client exists is a sighting: it makes the client part of a cohort, and proves no connection.
 * @throws AppError 403, 404, 409 `client_exists`, 422 `in_use_in_future`
 */
export async function registerClient(ctx: Ctx, input: RegisterClientInput): Promise<number> {
  refuseUnless(ctx, "client.register", input.applianceId);
  const since = input.inUseSince ?? ctx.now;
  if (since > ctx.now)
    throw unprocessable(
      "in_use_in_future",
      "`inUseSince` lies in the future. Leave it out, or give a past time.",
    );
  return inTransaction(ctx.db, async (tx) => {
    await loadAppliance(tx, input.applianceId);
    await lockEvidence(tx, input.applianceId);
    const id = await insertClient(ctx.db, tx, input);
    await noteSearchGap(tx, input.applianceId, id, id);
    await recordSightings(tx, input.applianceId, null, [sightingOf(ctx, id, input, since)]);
    await recordAudit(tx, ctx, {
      deed: "client.register",
      applianceId: input.applianceId,
      subjectType: "client",
      subjectId: id,
      after: input,
    });
    await judgeClients(tx, input.applianceId, [id], `registered by ${ctx.actor.name}`, ctx.now);
    return id;
  });
}

/** A dotted host name is an FQDN, as in an export; an address stays as it is. */
function hostsOf(input: RegisterClientInput): { hostname: string | null; fqdn: string | null } {
  const given = input.hostname ?? null;
  const fqdn = given?.includes(".") && !isIpAddress(given) ? given : null;
  return { hostname: fqdn === null ? given : shortHost(fqdn), fqdn };
}

async function insertClient(db: Pool, tx: Tx, input: RegisterClientInput): Promise<number> {
  const { hostname, fqdn } = hostsOf(input);
  const key = hostKey({ fqdn, hostname, name: input.name });
  const existing = await tx.query<{ id: number; into: number | null }>(
    `SELECT id, merged_into_id AS "into" FROM client
      WHERE appliance_id = $1 AND kind = $2 AND host_key = $3 AND lower(name) = lower($4)
        AND (merged_into_id IS NOT NULL OR EXISTS (SELECT 1 FROM client_now n WHERE n.client_id = client.id AND n.stands))
      ORDER BY merged_into_id NULLS FIRST, id`,
    [input.applianceId, input.kind, key, input.name],
  );
  if (existing.rows[0]) {
    const { id, into } = existing.rows[0];
    const merged = into === null ? "" : ` It was merged into client ${into}.`;
    throw conflict(
      "client_exists",
      `Client ${id} of this appliance has this kind, name and host already.${merged}`,
      { clientId: id },
    );
  }
  const id = await takeClientIds(db, 1);
  await tx.query(
    `INSERT INTO client (id, appliance_id, kind, name, hostname, fqdn, host_key, short_host, identity_basis, group_name,
                         install_method, pre_release_msi_pushed, site, owner, tags, security_providers, planned_retirement_on,
                         priority)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'person', $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    [
      id,
      input.applianceId,
      input.kind,
      input.name,
      hostname,
      fqdn,
      key,
      shortHost(key),
      input.group ?? null,
      input.installMethod ?? null,
      input.preReleaseMsiPushed ?? null,
      input.site ?? null,
      input.owner ?? null,
      input.tags ?? [],
      input.securityProviders ?? [],
      input.plannedRetirementOn ?? null,
      input.priority ?? 0,
    ],
  );
  return id;
}

function sightingOf(ctx: Ctx, clientId: number, input: RegisterClientInput, since: number): SingleSighting {
  const { hostname, fqdn } = hostsOf(input);
  return {
    clientId,
    kind: input.kind,
    observedAt: ctx.now,
    earliestAt: since,
    connectedAt: null,
    connectedFromAt: null,
    online: null,
    needsUpdate: null,
    needsUpdateUnread: false,
    connectionType: input.connectionType ?? null,
    availability: null,
    said: { vendorId: null, name: input.name, hostname, fqdn, group: input.group ?? null, attributes: {} },
    basis: "person",
    more: { by: ctx.actor.name },
  };
}

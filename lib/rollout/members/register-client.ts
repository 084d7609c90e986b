/** Puts a client on the roll that no export or feed lists. */
import { refuseUnless } from "@/lib/access/may";
import { hostKey, isIpAddress, shortHost } from "@/lib/core/client";
import { weigh } from "@/lib/core/evidence";
import { loadAppliance } from "@/lib/fleet/change-appliance";
import type { RegisterClientInput } from "@/lib/fleet/schema";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Tx } from "@/lib/platform/db";
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
    await tx.query("SELECT pg_advisory_xact_lock(hashtext('evidence'), $1)", [input.applianceId]);
    const id = await insertClient(tx, input);
    await addSighting(tx, ctx, id, input, since);
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

async function insertClient(tx: Tx, input: RegisterClientInput): Promise<number> {
  const { hostname, fqdn } = hostsOf(input);
  const key = hostKey({ fqdn, hostname, name: input.name });
  const existing = await tx.query<{ id: number; into: number | null }>(
    `SELECT id, merged_into_id AS "into" FROM client
      WHERE appliance_id = $1 AND kind = $2 AND host_key = $3 AND lower(name) = lower($4)
        AND (first_evidence_at IS NOT NULL OR merged_into_id IS NOT NULL)
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
  const { rows } = await tx.query<{ id: number }>(
    `INSERT INTO client (appliance_id, kind, name, hostname, fqdn, host_key, short_host, identity_basis, group_name,
                         install_method, pre_release_msi_pushed, site, owner, tags, security_providers, planned_retirement_on,
                         priority)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'person', $8, $9, $10, $11, $12, $13, $14, $15, $16) RETURNING id`,
    [
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
  return rows[0]?.id ?? 0;
}

async function addSighting(
  tx: Tx,
  ctx: Ctx,
  clientId: number,
  input: RegisterClientInput,
  since: number,
): Promise<void> {
  const description = {
    vendorId: null,
    name: input.name,
    ...hostsOf(input),
    group: input.group ?? null,
    attributes: {},
    identityBasis: "person",
    by: ctx.actor.name,
  };
  const { rows } = await tx.query<{ id: number }>(
    `INSERT INTO sighting (client_id, source, observed_at, earliest_at, connection_type, descriptive)
     VALUES ($1, 'person', $2, $3, $4, $5) RETURNING id`,
    [
      clientId,
      asTimestamp(ctx.now),
      asTimestamp(since),
      input.connectionType ?? null,
      JSON.stringify(description),
    ],
  );
  const facts = weigh([
    {
      observedAt: ctx.now,
      source: { type: "person", sightingId: rows[0]?.id ?? 0 },
      connectedAt: null,
      connectedFromAt: null,
      earliestAt: since,
      online: null,
      needsUpdate: null,
      needsUpdateUnread: false,
      connectionType: input.connectionType ?? null,
      availability: null,
      unreadable: null,
    },
  ]);
  await tx.query("UPDATE client SET facts = $2, first_evidence_at = $3, connection_type = $4 WHERE id = $1", [
    clientId,
    JSON.stringify(facts),
    asTimestamp(facts.firstEvidenceAt),
    input.connectionType ?? null,
  ]);
}

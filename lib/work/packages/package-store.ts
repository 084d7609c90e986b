/** The rows of installer packages. */
import type { ClientKind } from "@/lib/core/client";
import type { Platform } from "@/lib/core/installer";

/** An installer that somebody made. Instants in epoch milliseconds. */
export interface InstallerPackage {
  id: number;
  applianceId: number;
  kind: ClientKind;
  platform: Platform;
  group: string | null;
  madeAt: number;
  /** For whom: a person, a branch, a ticket. */
  madeFor: string | null;
  validUntil: number | null;
  /** Where it lies: an address or a path. */
  location: string | null;
  note: string | null;
  createdBy: string;
  createdAt: number;
}

export const packageColumns = `p.id, p.appliance_id AS "applianceId", p.kind, p.platform, p.group_name AS "group", p.made_at AS "madeAt",
  p.made_for AS "madeFor", p.valid_until AS "validUntil", p.location, p.note, p.created_by AS "createdBy", p.created_at AS "createdAt"`;

/** When the newest site release of its appliance was installed; null: none is recorded. */
export const releasedColumn = `(SELECT max(l.installed_at) FROM release l
  WHERE l.appliance_id = p.appliance_id AND l.kind = 'site' AND l.withdrawn_at IS NULL) AS "releasedAt"`;

// Decides what the people, keys, invitations and audit pages show. Instants are epoch milliseconds.
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp } from "@/lib/platform/db";
import { type StandingLock, standingLocks } from "./limit-sign-in";
import { type Appliances, refuseUnless } from "./may";
import type { PersonRole } from "./schema";

/** Where a page begins, how long it is, and how many rows there are in all. */
export type Listed<T> = { items: T[]; total: number };

export type ListedPerson = {
  id: string;
  name: string;
  email: string;
  role: PersonRole;
  appliances: Appliances;
  disabledAt: number | null;
  createdAt: number;
  lastSignedInAt: number | null;
  /** Since when a second step is asked at sign-in. */
  secondStepSince: number | null;
  /** What holds sign-ins to this account up at the moment. */
  locks: StandingLock[];
};

type PersonColumns = Omit<ListedPerson, "locks">;

async function withLocks(ctx: Ctx, rows: PersonColumns[]): Promise<ListedPerson[]> {
  const locks = rows.length === 0 ? null : await standingLocks(ctx.db, rows);
  return rows.map((row) => ({ ...row, locks: locks?.get(row.id) ?? [] }));
}

const personColumns = `p.id, p.name, p.email, p.role, p.disabled_at AS "disabledAt", p.created_at AS "createdAt",
  (SELECT max(s.created_at) FROM person_session s WHERE s.person_id = p.id) AS "lastSignedInAt",
  (SELECT t.confirmed_at FROM person_totp t WHERE t.person_id = p.id) AS "secondStepSince",
  CASE WHEN p.all_appliances THEN to_jsonb('all'::text) ELSE
    (SELECT coalesce(jsonb_agg(a.appliance_id ORDER BY a.appliance_id), '[]') FROM person_appliance a WHERE a.person_id = p.id)
  END AS appliances`;

/** People by name; `after` is the name and id of the last one on the page before. Reads one row more than `limit`. */
export async function listPeople(
  ctx: Ctx,
  page: { limit: number; after: { name: string; id: string } | null },
): Promise<Listed<ListedPerson>> {
  refuseUnless(ctx, "people.manage", null);
  const { rows } = await ctx.db.query<PersonColumns>(
    `SELECT ${personColumns} FROM person p
     WHERE $2::text IS NULL OR (lower(p.name), p.id) > (lower($2), $3)
     ORDER BY lower(p.name), p.id LIMIT $1`,
    [page.limit + 1, page.after?.name ?? null, page.after?.id ?? null],
  );
  return { items: await withLocks(ctx, rows), total: await count(ctx, "person") };
}

/** One person, null when there is none. */
export async function findPerson(ctx: Ctx, id: string): Promise<ListedPerson | null> {
  refuseUnless(ctx, "people.manage", null);
  const { rows } = await ctx.db.query<PersonColumns>(
    `SELECT ${personColumns} FROM person p WHERE p.id = $1`,
    [id],
  );
  return (await withLocks(ctx, rows))[0] ?? null;
}

async function count(ctx: Ctx, what: string, condition = "true", values: unknown[] = []): Promise<number> {
  const { rows } = await ctx.db.query<{ total: number }>(
    `SELECT count(*) AS total FROM ${what} WHERE ${condition}`,
    values,
  );
  return rows[0]?.total ?? 0;
}

export type ListedInvitation = {
  id: number;
  email: string;
  role: PersonRole;
  appliances: Appliances;
  createdBy: string;
  createdAt: number;
  expiresAt: number;
  expired: boolean;
};

/** Invitations that nobody has accepted, newest first. */
export async function listInvitations(
  ctx: Ctx,
  page: { limit: number; beforeId: number | null },
): Promise<Listed<ListedInvitation>> {
  refuseUnless(ctx, "people.manage", null);
  const open = "purpose = 'invitation' AND used_at IS NULL";
  const { rows } = await ctx.db.query<ListedInvitation>(
    `SELECT id, email, role, created_by AS "createdBy", created_at AS "createdAt", expires_at AS "expiresAt",
            expires_at <= $3 AS expired,
            CASE WHEN all_appliances THEN to_jsonb('all'::text) ELSE to_jsonb(appliance_ids) END AS appliances
     FROM one_time_link WHERE ${open} AND ($2::int IS NULL OR id < $2) ORDER BY id DESC LIMIT $1`,
    [page.limit + 1, page.beforeId, asTimestamp(ctx.now)],
  );
  return { items: rows, total: await count(ctx, "one_time_link", open) };
}

export type ListedApiKey = {
  id: number;
  name: string;
  role: string;
  applianceId: number | null;
  hint: string;
  createdBy: string;
  createdAt: number;
  lastUsedAt: number | null;
  revokedAt: number | null;
};

/** Keys, newest first, revoked ones included. `hint` is the last four characters. */
export async function listApiKeys(
  ctx: Ctx,
  page: { limit: number; beforeId: number | null },
): Promise<Listed<ListedApiKey>> {
  refuseUnless(ctx, "key.manage", null);
  const { rows } = await ctx.db.query<ListedApiKey>(
    `SELECT id, name, role, appliance_id AS "applianceId", hint, created_by AS "createdBy", created_at AS "createdAt",
            last_used_at AS "lastUsedAt", revoked_at AS "revokedAt"
     FROM api_key WHERE $2::int IS NULL OR id < $2 ORDER BY id DESC LIMIT $1`,
    [page.limit + 1, page.beforeId],
  );
  return { items: rows, total: await count(ctx, "api_key") };
}

export type AuditFilter = {
  subjectType?: string | undefined;
  subjectId?: string | undefined;
  deed?: string | undefined;
  actorId?: string | undefined;
  applianceId?: number | undefined;
  from?: number | undefined;
  until?: number | undefined;
};

export type ListedAudit = {
  id: number;
  at: number;
  actorType: string;
  actorId: string;
  actorName: string;
  deed: string;
  applianceId: number | null;
  subjectType: string;
  subjectId: string;
  before: unknown;
  after: unknown;
};

/** The audit log, newest first; `from` is included, `until` is not. */
export async function listAudit(
  ctx: Ctx,
  filter: AuditFilter,
  page: { limit: number; beforeId: number | null },
): Promise<Listed<ListedAudit>> {
  refuseUnless(ctx, "audit.read", null);
  const conditions: string[] = ["true"];
  const values: unknown[] = [];
  const where = (condition: string, value: unknown) => {
    if (value === undefined || value === null) return;
    values.push(value);
    conditions.push(`${condition} $${values.length}`);
  };
  where("subject_type =", filter.subjectType);
  where("subject_id =", filter.subjectId);
  where("deed =", filter.deed);
  where("actor_id =", filter.actorId);
  where("appliance_id =", filter.applianceId);
  where("at >=", filter.from === undefined ? undefined : asTimestamp(filter.from));
  where("at <", filter.until === undefined ? undefined : asTimestamp(filter.until));
  const total = await count(ctx, "audit", conditions.join(" AND "), [...values]);
  where("id <", page.beforeId);
  values.push(page.limit + 1);
  const { rows } = await ctx.db.query<ListedAudit>(
    `SELECT id, at, actor_type AS "actorType", actor_id AS "actorId", actor_name AS "actorName", deed,
            appliance_id AS "applianceId", subject_type AS "subjectType", subject_id AS "subjectId", before, after
     FROM audit WHERE ${conditions.join(" AND ")} ORDER BY id DESC LIMIT $${values.length}`,
    values,
  );
  return { items: rows, total };
}

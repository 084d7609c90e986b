// Decides how one-time links work: 256 random bits in the address, only their hash in the table, used by one statement.
import { randomBytes } from "node:crypto";
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { hashSecret } from "./api-key-secret";

const HOUR_MS = 3_600_000;

/** What links are for, where they lead and how long they are good. */
export const linkKinds = {
  set_up: { path: "set-up", validMs: 24 * HOUR_MS },
  invitation: { path: "invitation", validMs: 7 * 24 * HOUR_MS },
  new_password: { path: "new-password", validMs: 24 * HOUR_MS },
  demo: { path: "demo", validMs: HOUR_MS },
} as const;
export type LinkPurpose = keyof typeof linkKinds;

/** What a link grants. */
export type LinkGrant = {
  email?: string;
  personId?: string;
  role?: string;
  allAppliances?: boolean;
  applianceIds?: readonly number[];
};

/** A link that was just made: the only moment its address is known. `expiresAt` in epoch milliseconds. */
export type IssuedLink = { id: number; url: string; expiresAt: number };

/** Makes a link; `createdBy` is the name of who did. */
export async function issueLink(
  tx: Sql,
  now: number,
  purpose: LinkPurpose,
  createdBy: string,
  grant: LinkGrant = {},
): Promise<IssuedLink> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = now + linkKinds[purpose].validMs;
  const { rows } = await tx.query<{ id: number }>(
    `INSERT INTO one_time_link
       (purpose, token_hash, email, person_id, role, all_appliances, appliance_ids, created_by, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
    [
      purpose,
      hashSecret(token),
      grant.email ?? null,
      grant.personId ?? null,
      grant.role ?? null,
      grant.allAppliances ?? false,
      grant.applianceIds ?? [],
      createdBy,
      asTimestamp(now),
      asTimestamp(expiresAt),
    ],
  );
  return {
    id: rows[0]?.id ?? 0,
    url: `${env().ROLLCALL_URL}/${linkKinds[purpose].path}/${token}`,
    expiresAt,
  };
}

type LinkRow = {
  id: number;
  email: string | null;
  person_id: string | null;
  role: string | null;
  all_appliances: boolean;
  appliance_ids: number[];
  expires_at: number;
  used_at: number | null;
};

/** What a link is worth now. */
export type LinkState =
  | { kind: "good"; email: string | null; personId: string | null }
  | { kind: "used" | "expired" | "unknown" };

/** Looks at a link without using it. */
export async function readLink(
  db: Sql,
  now: number,
  purpose: LinkPurpose,
  token: string,
): Promise<LinkState> {
  const { rows } = await db.query<LinkRow>(
    "SELECT * FROM one_time_link WHERE token_hash = $1 AND purpose = $2",
    [hashSecret(token), purpose],
  );
  const row = rows[0];
  if (!row) return { kind: "unknown" };
  if (row.used_at !== null) return { kind: "used" };
  if (row.expires_at <= now) return { kind: "expired" };
  return { kind: "good", email: row.email, personId: row.person_id };
}

const askWhom: Record<LinkPurpose, string> = {
  set_up: "Restart Rollcall: it prints a new link.",
  invitation: "Ask an admin for a new invitation.",
  new_password: "Ask an admin for a new link.",
  demo: "Restart the demo: it prints a new link.",
};

/** The error for a link that is not good. */
export function linkError(purpose: LinkPurpose, kind: "used" | "expired" | "unknown"): AppError {
  if (kind === "used")
    return new AppError(410, "link_used", `This link was used already. ${askWhom[purpose]}`);
  if (kind === "expired")
    return new AppError(410, "link_expired", `This link has expired. ${askWhom[purpose]}`);
  return new AppError(
    404,
    "link_unknown",
    `This link is not valid; it may be incomplete. ${askWhom[purpose]}`,
  );
}

/**
 * Uses a link up, inside the transaction of what it is used for. Of two who try at once, one gets it.
 * @throws AppError 410 `link_used` or `link_expired`, 404 `link_unknown`
 */
export async function useLink(tx: Sql, now: number, purpose: LinkPurpose, token: string): Promise<LinkRow> {
  const { rows } = await tx.query<LinkRow>(
    `UPDATE one_time_link SET used_at = $3
     WHERE token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3 RETURNING *`,
    [hashSecret(token), purpose, asTimestamp(now)],
  );
  const row = rows[0];
  if (row) return row;
  const state = await readLink(tx, now, purpose, token);
  throw linkError(purpose, state.kind === "good" ? "used" : state.kind);
}

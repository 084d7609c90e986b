/** What is set for all of Rollcall and is no environment variable, as it is stored: one row each. */
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { decryptSecret, encryptSecret } from "@/lib/platform/secrets";

/** The last two are what Rollcall notes itself. */
export type SettingName = "mail" | "heartbeat" | "mail_problem" | "heartbeat_state";

interface Setting {
  value: Record<string, unknown>;
  /** Encrypted; `null`: none. */
  secrets: string | null;
  changedBy: string;
  /** Epoch milliseconds. */
  changedAt: number;
}

export async function findSetting(db: Sql, name: SettingName): Promise<Setting | null> {
  const { rows } = await db.query<Setting>(
    `SELECT value, secrets, changed_by AS "changedBy", changed_at AS "changedAt" FROM setting WHERE name = $1`,
    [name],
  );
  return rows[0] ?? null;
}

/** @throws AppError 409 `secret_unreadable` */
export function openSecrets(sealed: string | null): Record<string, string> {
  return sealed === null ? {} : (JSON.parse(decryptSecret(sealed)) as Record<string, string>);
}

/** What is undefined is left out; null where nothing is left. */
export function sealSecrets(secrets: Readonly<Record<string, string | undefined>>): string | null {
  const text = JSON.stringify(secrets);
  return text === "{}" ? null : encryptSecret(text);
}

export async function writeSetting(
  db: Sql,
  name: SettingName,
  { value, secrets }: { value: Readonly<Record<string, unknown>>; secrets: string | null },
  { by, now }: { by: string; now: number },
): Promise<void> {
  await db.query(
    `INSERT INTO setting (name, value, secrets, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value, secrets = excluded.secrets, changed_by = excluded.changed_by,
       changed_at = excluded.changed_at`,
    [name, JSON.stringify(value), secrets, by, asTimestamp(now)],
  );
}

export async function removeSetting(db: Sql, name: SettingName): Promise<boolean> {
  return (await db.query("DELETE FROM setting WHERE name = $1", [name])).rowCount === 1;
}

/** Whether mail can be sent at all: a fact about Rollcall itself, for incidents and pages. */

import type { Sql } from "@/lib/platform/db";
import { decryptSecret } from "@/lib/platform/secrets";
import { findSetting } from "../setting-store";

/** `not_set_up`: somebody waits for mail, and no server is known. `since`: epoch milliseconds; null: not known. */
export interface MailProblem {
  code: "not_set_up" | "secret_unreadable" | "failing";
  sentence: string;
  since: number | null;
}

/** null: mail works as far as is known, or nobody waits for any. */
export async function mailProblem(db: Sql): Promise<MailProblem | null> {
  const mail = await findSetting(db, "mail");
  if (mail === null) {
    const { rows } = await db.query<{ isWanted: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM channel WHERE type = 'email' AND enabled)
           OR EXISTS (SELECT 1 FROM person_digest d JOIN person p ON p.id = d.person_id
                       WHERE d.enabled AND p.disabled_at IS NULL) AS "isWanted"`,
    );
    if (!rows[0]?.isWanted) return null;
    return {
      code: "not_set_up",
      sentence: "Somebody waits for mail, and no mail server is set up.",
      since: null,
    };
  }
  try {
    if (mail.secrets !== null) decryptSecret(mail.secrets);
  } catch {
    return {
      code: "secret_unreadable",
      sentence:
        "The mail server's password cannot be read: ROLLCALL_SECRET is not the one it was encrypted with. Enter it again.",
      since: null,
    };
  }
  const failing = (await findSetting(db, "mail_problem"))?.value as
    | { problem: string; since: number }
    | undefined;
  return failing ? { code: "failing", sentence: failing.problem, since: failing.since } : null;
}

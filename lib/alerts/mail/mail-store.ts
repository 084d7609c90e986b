/** How mail is sent, as it is stored, and what went wrong with it. */
import type { Ctx } from "@/lib/platform/context";
import { databaseNow, type Sql } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import type { SendMail, Sent } from "../channels/sending";
import { findSetting, openSecrets, removeSetting, writeSetting } from "../setting-store";
import type { MailServer } from "./schema";
import { sendMail } from "./send-mail";

/** The mail settings without the password. `changedAt`: epoch milliseconds. */
export interface StoredMail {
  server: MailServer;
  hasPassword: boolean;
  changedBy: string;
  changedAt: number;
}

export async function findMail(db: Sql): Promise<StoredMail | null> {
  const found = await findSetting(db, "mail");
  if (found === null) return null;
  const { value, secrets, changedBy, changedAt } = found;
  return { server: value as MailServer, hasPassword: secrets !== null, changedBy, changedAt };
}

/** @throws AppError 409 `secret_unreadable` */
export async function findMailPassword(db: Sql): Promise<string | null> {
  return openSecrets((await findSetting(db, "mail"))?.secrets ?? null).password ?? null;
}

const failed = (answer: string): Sent => ({
  outcome: "failed",
  answer,
  isPermanent: false,
  retryAfterMs: null,
});

/** Sends by the mail settings, and keeps whether the server does what it should. */
export function mailSender(ctx: Pick<Ctx, "db">): SendMail {
  return async (mail) => {
    const found = await findMail(ctx.db);
    if (found === null) return failed("Mail is not set up: an admin does that under Settings, Mail.");
    let password: string | null;
    try {
      password = await findMailPassword(ctx.db);
    } catch (error) {
      if (error instanceof AppError) return failed(error.detail);
      throw error;
    }
    const timeoutMs = env().ROLLCALL_DELIVERY_TIMEOUT_SECONDS * 1000;
    const { sent, serverProblem } = await sendMail(found.server, password, mail, timeoutMs);
    const secretless = password === null ? sent : { ...sent, answer: sent.answer.replaceAll(password, "…") };
    await noteServer(ctx.db, serverProblem);
    return secretless;
  };
}

async function noteServer(db: Sql, problem: string | null): Promise<void> {
  if (problem === null) {
    await removeSetting(db, "mail_problem");
    return;
  }
  const now = await databaseNow(db);
  const before = (await findSetting(db, "mail_problem"))?.value.since;
  const value = { problem, since: typeof before === "number" ? before : now };
  await writeSetting(db, "mail_problem", { value, secrets: null }, { by: "Rollcall", now });
}

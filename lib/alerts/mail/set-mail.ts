/** Sets how mail is sent, and tries it out. */
import { randomUUID } from "node:crypto";
import { refuseUnless } from "@/lib/access/may";
import { recordAudit } from "@/lib/platform/audit";
import { whyNotTrusted } from "@/lib/platform/certificates";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import { notFound, unprocessable } from "@/lib/platform/errors";
import { whyNotOpened } from "@/lib/platform/outgoing-socket";
import { words } from "@/lib/platform/words";
import { testMessage } from "../deliveries/content-message";
import { removeSetting, sealSecrets, writeSetting } from "../setting-store";
import { layOutMail } from "./lay-out-mail";
import { findMail, findMailPassword, mailSender, type StoredMail } from "./mail-store";
import type { MailInput, MailServer } from "./schema";

const checkMs = 10_000;

/** @throws AppError 403, 404 where none is set */
export async function readMail(ctx: Ctx): Promise<StoredMail> {
  refuseUnless(ctx, "channel.manage", null);
  const found = await findMail(ctx.db);
  if (found === null) throw notFound("setting", "mail");
  return found;
}

/**
 * A password is not taken along to another server than it was given for.
 * @throws AppError 403, 422 `ca_unreadable`, `mail_server_refused`, `secret_needed`
 */
export async function setMail(ctx: Ctx, { password: given, ...server }: MailInput): Promise<StoredMail> {
  refuseUnless(ctx, "channel.manage", null);
  const untrusted = server.caPem === null ? null : whyNotTrusted(server.caPem);
  if (untrusted !== null) throw unprocessable("ca_unreadable", untrusted);
  const why = await whyNotOpened(server.host, server.port, {
    limitMs: checkMs,
    onlyListed: server.security === "none",
  });
  if (why !== null) throw unprocessable("mail_server_refused", why);
  const before = await findMail(ctx.db);
  const password = server.user === null ? undefined : (given ?? (await keptPassword(ctx, before, server)));
  if (server.user !== null && password === undefined) {
    throw unprocessable(
      "secret_needed",
      "Give the password: it is not sent to another server, or for another user, than it was given for.",
    );
  }
  await inTransaction(ctx.db, async (tx) => {
    await writeSetting(
      tx,
      "mail",
      { value: server, secrets: sealSecrets({ password }) },
      { by: ctx.actor.name, now: ctx.now },
    );
    await removeSetting(tx, "mail_problem");
    await recordAudit(tx, ctx, {
      deed: "setting.change",
      applianceId: null,
      subjectType: "setting",
      subjectId: "mail",
      before: before?.server,
      after: { ...server, ...(given === undefined ? {} : { newSecret: true }) },
    });
  });
  return readMail(ctx);
}

async function keptPassword(
  ctx: Ctx,
  before: StoredMail | null,
  next: MailServer,
): Promise<string | undefined> {
  if (before === null) return undefined;
  const { host, port, security, user, caPem } = before.server;
  const isElsewhere =
    host !== next.host || port !== next.port || security !== next.security || caPem !== next.caPem;
  if (isElsewhere || user !== next.user) return undefined;
  return (await findMailPassword(ctx.db)) ?? undefined;
}

/** No mail is sent any more. @throws AppError 403, 404 */
export async function removeMail(ctx: Ctx): Promise<void> {
  refuseUnless(ctx, "channel.manage", null);
  const before = await readMail(ctx);
  await inTransaction(ctx.db, async (tx) => {
    await removeSetting(tx, "mail");
    await removeSetting(tx, "mail_problem");
    await recordAudit(tx, ctx, {
      deed: "setting.remove",
      applianceId: null,
      subjectType: "setting",
      subjectId: "mail",
      before: before.server,
    });
  });
}

/** Sends one mail, and says what the server answered. @throws AppError 403 */
export async function testMail(ctx: Ctx, to: string): Promise<{ ok: boolean; answer: string }> {
  refuseUnless(ctx, "channel.manage", null);
  const key = randomUUID();
  const sent = await mailSender(ctx)({
    to: [to],
    key,
    ...layOutMail(testMessage(words("channels")("mail.title"), ctx.actor.name, key, ctx.now)),
  });
  await inTransaction(ctx.db, (tx) =>
    recordAudit(tx, ctx, {
      deed: "setting.test",
      applianceId: null,
      subjectType: "setting",
      subjectId: "mail",
      after: { to, ok: sent.outcome === "sent", answer: sent.answer },
    }),
  );
  return { ok: sent.outcome === "sent", answer: sent.answer };
}

/** A person's own account: who they are here, their digest, their password, the second step, and where they are signed in. */
import { Stack } from "@mantine/core";
import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { pageContext, signedInPerson } from "@/app/_web/session";
import { listOwnSessions } from "@/lib/access/own-sessions";
import { passwordMinChars } from "@/lib/access/password-rules";
import { mustHaveSecondStep, secondStepOf } from "@/lib/access/second-factor";
import { readDigest } from "@/lib/alerts/digest/digest-store";
import { mailProblem } from "@/lib/alerts/mail/mail-problem";
import { env } from "@/lib/platform/env";
import { words } from "@/lib/platform/words";
import { ChangePassword } from "./change-password.client";
import { DigestCard } from "./digest-card";
import { SecondStepCard } from "./second-step-card";
import { SessionsCard } from "./sessions-card";

const t = words("access");
export const metadata: Metadata = { title: t("accountTitle") };

export default async function AccountPage() {
  const ctx = await pageContext();
  const own = await signedInPerson();
  const email = own?.email ?? "";
  const [sessions, { since, codesLeft }, digest, mail] = await Promise.all([
    listOwnSessions(ctx),
    secondStepOf(ctx.db, own?.actor.id ?? ""),
    readDigest(ctx),
    mailProblem(ctx.db),
  ]);
  return (
    <>
      <PageHeader title={t("accountTitle")} description={t("accountText", { name: ctx.actor.name, email })} />
      <Stack gap="md">
        <DigestCard key={digest.nextAt} digest={digest} email={email} problem={mail} />
        <Card title={t("changePassword")}>
          <ChangePassword email={email} minChars={passwordMinChars} />
        </Card>
        <SecondStepCard
          since={since}
          codesLeft={codesLeft}
          isRequired={mustHaveSecondStep(own?.actor.role ?? "viewer")}
          email={email}
        />
        <SessionsCard
          sessions={sessions}
          currentId={own?.sessionId ?? ""}
          idleHours={env().ROLLCALL_SESSION_IDLE_HOURS}
        />
      </Stack>
    </>
  );
}

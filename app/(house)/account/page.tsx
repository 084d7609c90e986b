/** A person's own account: who they are here, their password, the second step, and where they are signed in. */
import { Stack } from "@mantine/core";
import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { pageContext, signedInPerson } from "@/app/_web/session";
import { listOwnSessions } from "@/lib/access/own-sessions";
import { passwordMinChars } from "@/lib/access/password-rules";
import { mustHaveSecondStep, secondStepOf } from "@/lib/access/second-factor";
import { env } from "@/lib/platform/env";
import { words } from "@/lib/platform/words";
import { ChangePassword } from "./change-password.client";
import { SecondStepCard } from "./second-step-card";
import { SessionsCard } from "./sessions-card";

const t = words("access");
export const metadata: Metadata = { title: t("accountTitle") };

export default async function AccountPage() {
  const ctx = await pageContext();
  const own = await signedInPerson();
  const email = own?.email ?? "";
  const [sessions, { since, codesLeft }] = await Promise.all([
    listOwnSessions(ctx),
    secondStepOf(ctx.db, own?.actor.id ?? ""),
  ]);
  return (
    <>
      <PageHeader title={t("accountTitle")} description={t("accountText", { name: ctx.actor.name, email })} />
      <Stack gap="md">
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

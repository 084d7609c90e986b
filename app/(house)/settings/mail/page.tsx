/** How mail is sent: the server, and a test. */
import { Alert, Stack, Text } from "@mantine/core";
import { IconMailX } from "@tabler/icons-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card } from "@/app/_components/card";
import { When } from "@/app/_components/when.client";
import { pageContext, signedInPerson } from "@/app/_web/session";
import { may } from "@/lib/access/may";
import { mailProblem } from "@/lib/alerts/mail/mail-problem";
import { findMail } from "@/lib/alerts/mail/mail-store";
import { words } from "@/lib/platform/words";
import { MailForm } from "./mail-form.client";
import { MailTest } from "./mail-test.client";

const t = words("channels");
export const metadata: Metadata = { title: t("mail.title") };

export default async function MailPage() {
  const ctx = await pageContext();
  if (!may(ctx.actor, "channel.manage", null)) notFound();
  const [mail, problem, own] = await Promise.all([findMail(ctx.db), mailProblem(ctx.db), signedInPerson()]);
  return (
    <Stack gap="md">
      {problem !== null && (
        <Alert
          color="orange"
          variant="light"
          title={t("mail.problem")}
          icon={<IconMailX aria-hidden />}
          role="alert"
        >
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            {problem.sentence}
          </Text>
        </Alert>
      )}
      <Card title={t("mail.server")}>
        <Text size="sm" c="var(--quiet)" mb="md" maw="75ch">
          {t("mail.intro")}{" "}
          {mail !== null &&
            t.rich("mail.changed", { name: mail.changedBy, when: () => <When at={mail.changedAt} /> })}
        </Text>
        <MailForm
          key={mail?.changedAt ?? 0}
          server={mail?.server ?? null}
          hasPassword={mail?.hasPassword === true}
        />
      </Card>
      {mail !== null && (
        <Card title={t("mail.test")}>
          <MailTest to={own?.email ?? ""} />
        </Card>
      )}
    </Stack>
  );
}

/** A person's daily digest: whether, when, and when the next one comes. */
import { Alert, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { When } from "@/app/_components/when.client";
import type { Digest } from "@/lib/alerts/digest/digest-store";
import type { MailProblem } from "@/lib/alerts/mail/mail-problem";
import { words } from "@/lib/platform/words";
import { DigestForm } from "./digest-form.client";

const t = words("digest");

interface DigestCardProps {
  digest: Digest;
  email: string;
  problem: MailProblem | null;
}

export function DigestCard({ digest, email, problem }: DigestCardProps) {
  const { enabled, hour, weekdays, timeZone, evenIfQuiet, nextAt } = digest;
  return (
    <Card title={t("account.title")}>
      <Text size="sm" c="var(--quiet)" mb="md" maw="40rem">
        {t("account.text", { email })}{" "}
        {nextAt !== null &&
          t.rich("account.next", { when: () => <When at={nextAt} zone={timeZone} as="exact" /> })}
      </Text>
      {enabled && problem !== null && (
        <Alert color="orange" variant="light" mb="md">
          <Text size="sm">{t("account.noMail", { problem: problem.sentence })}</Text>
        </Alert>
      )}
      <DigestForm digest={{ enabled, hour, weekdays, timeZone, evenIfQuiet }} />
    </Card>
  );
}

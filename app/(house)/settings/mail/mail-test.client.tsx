"use client";
/** Sends a test mail, and shows what the server said. */
import { Button, Group, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { useDeed } from "@/app/_components/use-deed.client";
import { SentTest, type Tried } from "../sent-test.client";
import { useTest } from "../use-test.client";

/** `to`: the signed-in person's own address. */
export function MailTest({ to: own }: { to: string }) {
  const t = useTranslations("channels");
  const deed = useDeed();
  const [to, setTo] = useState(own);
  const test = useTest<Tried>("/api/v1/settings/mail/test", deed);

  return (
    <ReadyForm onSubmit={() => void test.run({ to })}>
      <Group gap="xs" align="flex-end">
        <TextInput
          type="email"
          label={t("mail.testTo")}
          required
          maxLength={254}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
          style={{ flex: "1 1 16rem", maxWidth: 360 }}
        />
        <Button type="submit" variant="default" loading={deed.pending}>
          {t("mail.test")}
        </Button>
      </Group>
      <SentTest tried={test.tested} running={test.running} />
      <ProblemAlert problem={deed.problem} />
    </ReadyForm>
  );
}

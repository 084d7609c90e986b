"use client";
/** Sends a test mail, and shows what the server said. */
import { Button, Group, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { useDeed } from "@/app/_components/use-deed.client";
import { SentTest, type Tried } from "../sent-test.client";

/** `to`: the signed-in person's own address. */
export function MailTest({ to: own }: { to: string }) {
  const t = useTranslations("channels");
  const deed = useDeed();
  const [to, setTo] = useState(own);
  const [tried, setTried] = useState<Tried | null>(null);

  async function test() {
    setTried(null);
    await deed.run(async () => setTried(await callApi<Tried>("POST", "/api/v1/settings/mail/test", { to })));
  }

  return (
    <ReadyForm onSubmit={() => void test()}>
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
      <SentTest tried={tried} running={deed.pending && tried === null} />
      <ProblemAlert problem={deed.problem} />
    </ReadyForm>
  );
}

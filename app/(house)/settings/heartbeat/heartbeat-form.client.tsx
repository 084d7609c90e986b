"use client";
/** Where the heartbeat goes and how often; one can be sent at once. */
import { Button, Group, NumberInput, PasswordInput, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { useDeed } from "@/app/_components/use-deed.client";
import { SentTest, type Tried } from "../sent-test.client";
import { useTest } from "../use-test.client";

const path = "/api/v1/settings/heartbeat";

export function HeartbeatForm({ everyMinutes, isSet }: { everyMinutes: number; isSet: boolean }) {
  const t = useTranslations("channels");
  const deed = useDeed();
  const [url, setUrl] = useState("");
  const [every, setEvery] = useState<number | string>(everyMinutes);
  const [asks, setAsks] = useState(false);
  const test = useTest<Tried>(`${path}/test`, deed);
  const body = { everyMinutes: Number(every), ...(url.trim() === "" ? {} : { url: url.trim() }) };

  return (
    <ReadyForm onSubmit={() => void deed.run(() => callApi("PUT", path, body), t("heartbeat.saved"))}>
      <Stack gap="md" maw={560} mt="md">
        <PasswordInput
          label={t("heartbeat.url")}
          description={isSet ? t("form.kept") : t("heartbeat.urlHint")}
          required={!isSet}
          maxLength={2_000}
          autoComplete="off"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <NumberInput
          label={t("heartbeat.every")}
          description={t("heartbeat.everyHint")}
          required
          min={1}
          max={1_440}
          allowDecimal={false}
          value={every}
          onChange={setEvery}
        />
        {!asks && <ProblemAlert problem={deed.problem} />}
        <Group>
          <Button type="submit" loading={deed.pending}>
            {t("heartbeat.save")}
          </Button>
          {isSet && (
            <>
              <Button variant="default" disabled={deed.pending} onClick={() => void test.run()}>
                {t("heartbeat.test")}
              </Button>
              <Button variant="default" disabled={deed.pending} onClick={() => setAsks(true)}>
                {t("heartbeat.remove")}
              </Button>
            </>
          )}
        </Group>
        <SentTest tried={test.tested} running={test.running} />
      </Stack>
      <ConfirmDialog
        opened={asks}
        onClose={() => setAsks(false)}
        title={t("heartbeat.removeTitle")}
        consequence={t("heartbeat.removeText")}
        deed={t("heartbeat.remove")}
        dangerous
        onConfirm={() =>
          void deed
            .run(() => callApi("DELETE", path), t("heartbeat.removed"))
            .then((done) => done && setAsks(false))
        }
        pending={deed.pending}
        problem={deed.problem}
      />
    </ReadyForm>
  );
}

"use client";
/** Sets up, tests, switches off and removes the push webhook of an appliance; its secret is shown once. */
import { Alert, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import {
  IconCircleCheck,
  IconCircleX,
  IconClockPause,
  IconPlugConnected,
  IconPlugOff,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { Dialog } from "@/app/_components/dialog.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { Terms } from "@/app/_components/terms";
import { ToneBadge } from "@/app/_components/tone-badge";
import { useDeed } from "@/app/_components/use-deed.client";
import { When } from "@/app/_components/when.client";
import type { PushWebhook, WebhookTest } from "@/lib/rollout/cap/push-webhook";
import { OneTimeSecret } from "../one-time-secret.client";

interface PushWebhookPanelProps {
  applianceId: number;
  /** `null`: there is none. */
  webhook: PushWebhook | null;
  zone: string;
  /** The page's instant, epoch milliseconds. */
  now: number;
}

const looks = {
  enabled: { tone: "good", icon: <IconPlugConnected size={14} aria-hidden /> },
  disabled: { tone: "quiet", icon: <IconPlugOff size={14} aria-hidden /> },
  paused: { tone: "attention", icon: <IconClockPause size={14} aria-hidden /> },
} as const;

export function PushWebhookPanel({ applianceId, webhook, zone, now }: PushWebhookPanelProps) {
  const t = useTranslations("slots");
  const deed = useDeed();
  const [url, setUrl] = useState(webhook?.url ?? "");
  const [secret, setSecret] = useState<string | null>(null);
  const [asking, setAsking] = useState<"rotate" | "remove" | null>(null);
  const [tested, setTested] = useState<WebhookTest | null>(null);
  const path = `/api/v1/appliances/${applianceId}/push-webhook`;

  async function put(body: Record<string, unknown>) {
    setTested(null);
    const done = await deed.run(async () => {
      const answer = await callApi<{ secret: string | null }>("PUT", path, body);
      setSecret(answer.secret);
    }, t("push.said"));
    if (done) setAsking(null);
  }

  async function remove() {
    if (await deed.run(() => callApi("DELETE", path), t("push.removed"))) {
      setAsking(null);
      setTested(null);
      setUrl("");
    }
  }

  function test() {
    setTested(null);
    return deed.run(async () => setTested(await callApi<WebhookTest>("POST", `${path}/test`)));
  }

  return (
    <Stack gap="md" maw={640}>
      {webhook ? (
        <Standing webhook={webhook} zone={zone} now={now} />
      ) : (
        <Text size="sm">{t("push.none")}</Text>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void put({ url: url.trim() });
        }}
      >
        <Stack gap="sm">
          <TextInput
            type="url"
            label={t("push.url")}
            description={t("push.urlHint")}
            placeholder="https://deploy.example.com/rollcall"
            required
            maxLength={2_000}
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          <Group>
            <Button
              type="submit"
              loading={deed.pending && asking === null}
              disabled={url.trim() === "" || url.trim() === webhook?.url}
            >
              {t(webhook ? "push.save" : "push.create")}
            </Button>
          </Group>
        </Stack>
      </form>
      {webhook && (
        <Group gap="xs">
          <Button variant="default" disabled={deed.pending} onClick={() => void test()}>
            {t("push.test")}
          </Button>
          <Button
            variant="default"
            disabled={deed.pending}
            onClick={() => void put({ enabled: !webhook.enabled })}
          >
            {t(webhook.enabled ? "push.switchOff" : "push.switchOn")}
          </Button>
          <Button variant="default" onClick={() => setAsking("rotate")}>
            {t("push.rotate")}
          </Button>
          <Button variant="default" onClick={() => setAsking("remove")}>
            {t("push.remove")}
          </Button>
        </Group>
      )}
      {tested && (
        <Alert
          color={tested.delivered ? "teal" : "orange"}
          variant="light"
          icon={tested.delivered ? <IconCircleCheck aria-hidden /> : <IconCircleX aria-hidden />}
          role="status"
        >
          {tested.delivered
            ? t("push.testDelivered", { status: String(tested.status ?? "") })
            : t("push.testRefused", { problem: tested.problem ?? "" })}
        </Alert>
      )}
      {asking === null && <ProblemAlert problem={deed.problem} />}
      {asking && (
        <ConfirmDialog
          opened
          onClose={() => {
            deed.forget();
            setAsking(null);
          }}
          title={t(`push.${asking}Title`)}
          consequence={t(`push.${asking}Text`)}
          deed={t(`push.${asking}Deed`)}
          onConfirm={() => void (asking === "rotate" ? put({ rotateSecret: true }) : remove())}
          pending={deed.pending}
          problem={deed.problem}
          dangerous={asking === "remove"}
        />
      )}
      <Dialog
        opened={secret !== null}
        onClose={() => setSecret(null)}
        title={t("push.secretTitle")}
        closeOnClickOutside={false}
      >
        {secret !== null && (
          <OneTimeSecret label={t("push.secret")} value={secret} onDone={() => setSecret(null)}>
            {t("push.secretText")}
          </OneTimeSecret>
        )}
      </Dialog>
    </Stack>
  );
}

function Standing({ webhook, zone, now }: { webhook: PushWebhook; zone: string; now: number }) {
  const t = useTranslations("slots");
  const paused = webhook.enabled && webhook.pausedUntil !== null && webhook.pausedUntil > now;
  const state = !webhook.enabled ? "disabled" : paused ? "paused" : "enabled";
  return (
    <Terms
      terms={[
        [
          t("push.state"),
          <ToneBadge key="state" {...looks[state]}>
            {t(`push.states.${state}`)}
          </ToneBadge>,
        ],
        ...(paused
          ? ([[t("push.pause"), <Paused key="paused" until={webhook.pausedUntil} zone={zone} />]] as const)
          : []),
        [t("push.lastDelivered"), <When key="delivered" at={webhook.lastDeliveredAt} zone={zone} />],
        [t("push.lastFailed"), <When key="failed" at={webhook.lastFailedAt} zone={zone} />],
        [t("push.failures"), webhook.failures],
        [t("push.lastProblem"), webhook.lastProblem],
        [
          t("push.changed"),
          <span key="changed">
            <When at={webhook.changedAt} zone={zone} /> {t("push.changedBy", { by: webhook.changedBy })}
          </span>,
        ],
      ]}
    />
  );
}

function Paused({ until, zone }: { until: number | null; zone: string }) {
  const t = useTranslations("slots");
  return t.rich("push.pausedUntil", { until: () => <When at={until} zone={zone} as="exact" /> });
}

/** Who watches Rollcall: where its heartbeat goes. */
import { Alert, Stack, Text } from "@mantine/core";
import { IconHeartBroken } from "@tabler/icons-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card } from "@/app/_components/card";
import { Terms } from "@/app/_components/terms";
import { When } from "@/app/_components/when.client";
import { pageContext } from "@/app/_web/session";
import { may } from "@/lib/access/may";
import { findHeartbeat } from "@/lib/alerts/heartbeat/heartbeat-store";
import { words } from "@/lib/platform/words";
import { HeartbeatForm } from "./heartbeat-form.client";

const t = words("channels");
export const metadata: Metadata = { title: t("heartbeat.title") };

export default async function HeartbeatPage() {
  const ctx = await pageContext();
  if (!may(ctx.actor, "channel.manage", null)) notFound();
  const heartbeat = await findHeartbeat(ctx.db);
  return (
    <Stack gap="md">
      {heartbeat?.problem != null && (
        <Alert color="orange" variant="light" icon={<IconHeartBroken aria-hidden />} role="alert">
          <Text size="sm">{t("heartbeat.problem", { problem: heartbeat.problem })}</Text>
        </Alert>
      )}
      <Card title={t("heartbeat.card")}>
        <Text size="sm" c="var(--quiet)" mb="md" maw="75ch">
          {t("heartbeat.intro")}
        </Text>
        {heartbeat !== null && (
          <Terms
            terms={[
              [t("heartbeat.place"), heartbeat.place],
              [t("heartbeat.taken"), <When key="taken" at={heartbeat.pingedAt} as="both" />],
            ]}
          />
        )}
        <HeartbeatForm
          key={heartbeat?.changedAt ?? 0}
          everyMinutes={heartbeat?.everyMinutes ?? 5}
          isSet={heartbeat !== null}
        />
      </Card>
    </Stack>
  );
}

/** The slots of an appliance: its cap, the caps within it, and where slots are pushed to. */
import { Stack, Text } from "@mantine/core";
import { IconServer } from "@tabler/icons-react";
import type { Metadata } from "next";
import { CapForm } from "@/app/_components/cap-form.client";
import { CapTerms } from "@/app/_components/cap-terms";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { LinkButton } from "@/app/_components/link.client";
import { NothingToSee } from "@/app/_components/nothing-to-see";
import { idParam, type SearchParams } from "@/app/_components/search-params";
import { pageContext } from "@/app/_web/session";
import { may, seesNothing } from "@/lib/access/may";
import { listAppliances } from "@/lib/fleet/appliance-queries";
import type { Ctx } from "@/lib/platform/context";
import { AppError } from "@/lib/platform/errors";
import { words } from "@/lib/platform/words";
import { suggestNames } from "@/lib/rollout/cap/control-queries";
import { type PushWebhook, readPushWebhook } from "@/lib/rollout/cap/push-webhook";
import { ApplianceChoice } from "../appliance-choice.client";
import { PushWebhookPanel } from "./push-webhook.client";

const t = words("settings");
const slots = words("slots");
export const metadata: Metadata = { title: t("tabs.slots") };

export default async function SlotSettings({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageContext();
  if (seesNothing(ctx.actor)) return <NothingToSee />;
  const appliances = await listAppliances(ctx);
  const asked = idParam((await searchParams).applianceId);
  const appliance = appliances.find(({ id }) => id === asked) ?? appliances[0];
  if (!appliance) {
    return (
      <EmptyState
        title={t("appliances.empty")}
        icon={<IconServer size={32} stroke={1.4} />}
        action={<LinkButton href="/settings/appliances">{t("appliances.registerButton")}</LinkButton>}
      >
        {t("appliances.emptyText")}
      </EmptyState>
    );
  }
  const { id, name, cap, subCaps, slotLeaseMinutes, timeZone } = appliance;
  const mayManage = may(ctx.actor, "webhook.manage", id);
  const [names, webhook] = await Promise.all([
    suggestNames(ctx.db, id),
    mayManage ? pushWebhookOrNone(ctx, id) : null,
  ]);
  return (
    <Stack gap="md">
      <ApplianceChoice
        appliances={appliances.map((each) => ({ id: each.id, name: each.name }))}
        chosen={id}
        path="/settings/slots"
      />
      <Card title={slots("settings.capOf", { appliance: name })}>
        <Text size="sm" c="var(--quiet)" mb="md" maw="75ch">
          {slots("settings.intro")}
        </Text>
        {may(ctx.actor, "appliance.setCap", id) ? (
          <CapForm
            key={id}
            applianceId={id}
            cap={cap}
            subCaps={subCaps}
            leaseMinutes={slotLeaseMinutes}
            groups={names.groups}
          />
        ) : (
          <CapTerms cap={cap} subCaps={subCaps} leaseMinutes={slotLeaseMinutes} />
        )}
      </Card>
      <Card title={slots("push.title")}>
        <Text size="sm" c="var(--quiet)" mb="md" maw="75ch">
          {slots("push.intro")}
        </Text>
        {mayManage ? (
          <PushWebhookPanel key={id} applianceId={id} webhook={webhook} zone={timeZone} now={ctx.now} />
        ) : (
          <Text size="sm">{slots("push.notYours")}</Text>
        )}
      </Card>
    </Stack>
  );
}

async function pushWebhookOrNone(ctx: Ctx, applianceId: number): Promise<PushWebhook | null> {
  try {
    return await readPushWebhook(ctx, applianceId);
  } catch (error) {
    if (error instanceof AppError && error.status === 404) return null;
    throw error;
  }
}

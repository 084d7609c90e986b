/** The inbox: what Rollcall noticed and nobody has settled yet, and what is over. */
import { Group, Stack } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import type { Metadata } from "next";
import { AutoRefresh } from "@/app/_components/auto-refresh.client";
import { EmptyState } from "@/app/_components/empty-state";
import { LinkButton } from "@/app/_components/link.client";
import { NothingToSee } from "@/app/_components/nothing-to-see";
import { Pager } from "@/app/_components/pager";
import { idParam, type SearchParams } from "@/app/_components/search-params";
import { pageContext } from "@/app/_web/session";
import { may, seesNothing } from "@/lib/access/may";
import { countIncidents, listIncidents } from "@/lib/alerts/incidents/queries";
import type { IncidentStatus } from "@/lib/core/alerts/step-incident";
import { words } from "@/lib/platform/words";
import { IncidentList } from "./_inbox/incident-list";

const t = words("alerts");
export const metadata: Metadata = { title: t("title") };

const pageSize = 25;
type Shown = Exclude<IncidentStatus, "pending">;

const shows = {
  open: { status: ["open"], mine: false },
  mine: { status: ["acknowledged"], mine: true },
  acknowledged: { status: ["acknowledged"], mine: false },
  snoozed: { status: ["snoozed"], mine: false },
  resolved: { status: ["resolved"], mine: false },
} as const satisfies Record<string, { status: readonly Shown[]; mine: boolean }>;
type Show = keyof typeof shows;

export default async function InboxPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageContext();
  if (seesNothing(ctx.actor)) return <NothingToSee />;
  const address = await searchParams;
  const applianceId = idParam(address.applianceId);
  const show = (Object.keys(shows) as Show[]).find((one) => one === address.show) ?? "open";
  const beforeId = idParam(address.before);
  const [counts, { items }] = await Promise.all([
    countIncidents(ctx),
    listIncidents(
      ctx,
      { ...shows[show], applianceId: applianceId ?? undefined },
      { beforeId, limit: pageSize },
    ),
  ]);
  const shown = items.slice(0, pageSize);
  const hrefOf = (which: Show, before: number | null) => {
    const query = new URLSearchParams({
      ...(which === "open" ? {} : { show: which }),
      ...(applianceId === null ? {} : { applianceId: String(applianceId) }),
      ...(before === null ? {} : { before: String(before) }),
    });
    return `/alerts${query.size === 0 ? "" : `?${query}`}`;
  };
  const last = shown.at(-1);
  return (
    <Stack gap="md">
      <AutoRefresh seconds={15} />
      <Group component="nav" gap={6} aria-label={t("showLabel")}>
        {(Object.keys(shows) as Show[]).map((which) => (
          <LinkButton
            key={which}
            href={hrefOf(which, null)}
            size="compact-sm"
            variant={which === show ? "light" : "subtle"}
            aria-current={which === show ? "page" : undefined}
          >
            {t(`show.${which}`, { count: which in counts ? counts[which as keyof typeof counts] : 0 })}
          </LinkButton>
        ))}
      </Group>
      {shown.length === 0 ? (
        <EmptyState
          title={t(`empty.${show}`)}
          icon={<IconBell size={36} stroke={1.4} />}
          action={show === "open" && <LinkButton href="/alerts/rules">{t("toRules")}</LinkButton>}
        >
          {t(`emptyText.${show}`)}
        </EmptyState>
      ) : (
        <IncidentList
          incidents={shown}
          mayAnswer={(id) => may(ctx.actor, "incident.answer", id)}
          several={applianceId === null}
        />
      )}
      <Pager
        label={t("pages")}
        previous={{ label: t("newer"), href: beforeId === null ? null : hrefOf(show, null) }}
        next={{ label: t("older"), href: items.length > pageSize && last ? hrefOf(show, last.id) : null }}
      />
    </Stack>
  );
}

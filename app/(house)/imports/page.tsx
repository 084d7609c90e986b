/** Imports: drop client lists here, and see what became of the earlier ones. */
import { Group, Stack, Text } from "@mantine/core";
import { IconFileImport, IconServer } from "@tabler/icons-react";
import type { Metadata } from "next";
import { AutoRefresh } from "@/app/_components/auto-refresh.client";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { LinkButton } from "@/app/_components/link.client";
import { NothingToSee } from "@/app/_components/nothing-to-see";
import { PageHeader } from "@/app/_components/page-header";
import { Pager } from "@/app/_components/pager";
import { idParam, type SearchParams } from "@/app/_components/search-params";
import { pageContext } from "@/app/_web/session";
import { may, seesNothing } from "@/lib/access/may";
import { listAppliances } from "@/lib/fleet/appliance-queries";
import { importBriefs } from "@/lib/intake/import-page-queries";
import { importTargets, isRunning, listImports } from "@/lib/intake/queries";
import type { ImportStatus } from "@/lib/intake/store";
import { env } from "@/lib/platform/env";
import { words } from "@/lib/platform/words";
import { ImportList } from "./_list/import-list";
import { HowToExport } from "./_upload/how-to-export";
import { UploadForm } from "./_upload/upload-form.client";

const t = words("imports");
export const metadata: Metadata = { title: t("title") };

const pageSize = 25;

/** What the list can be narrowed to. */
const shows = {
  all: [],
  asking: ["needs_mapping", "needs_confirmation"],
  failed: ["failed"],
} as const satisfies Record<string, readonly ImportStatus[]>;
type Show = keyof typeof shows;

export default async function ImportsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageContext();
  if (seesNothing(ctx.actor)) return <Refused />;
  const address = await searchParams;
  const applianceId = idParam(address.applianceId);
  const show: Show = address.show === "asking" || address.show === "failed" ? address.show : "all";
  const page = {
    limit: pageSize,
    beforeId: idParam(address.before) ?? undefined,
    afterId: idParam(address.after) ?? undefined,
  };
  const [targets, appliances, list] = await Promise.all([
    importTargets(ctx),
    listAppliances(ctx),
    listImports(ctx, { applianceId: applianceId ?? undefined, status: shows[show] }, page),
  ]);
  const hrefWith = (name: string, value: string | number | null) => hrefOf(applianceId, show, name, value);
  const untouched = list.total === 0 && show === "all";
  return (
    <>
      {list.items.some(isRunning) && <AutoRefresh seconds={3} />}
      <PageHeader title={t("title")} description={t("description")} />
      <Stack gap="lg">
        {appliances.length === 0 ? (
          <EmptyState
            title={t("noAppliance")}
            icon={<IconServer size={40} stroke={1.4} />}
            action={
              may(ctx.actor, "appliance.create", null) && (
                <LinkButton href="/">{t("noApplianceAction")}</LinkButton>
              )
            }
          >
            {t("noApplianceText")}
          </EmptyState>
        ) : (
          <Card title={t("upload")}>
            {targets.length === 0 ? (
              <Text size="sm" c="var(--quiet)">
                {t("mayNot")}
              </Text>
            ) : (
              <Stack gap="md">
                <HowToExport open={untouched} />
                <UploadForm
                  key={applianceId}
                  targets={targets.map(({ id, name, timeZone, dateOrder }) => ({
                    id,
                    name,
                    timeZone,
                    dateOrder,
                  }))}
                  chosenApplianceId={applianceId}
                  maxMib={env().ROLLCALL_MAX_UPLOAD_MIB}
                  timeZones={["UTC", ...Intl.supportedValuesOf("timeZone")]}
                />
              </Stack>
            )}
          </Card>
        )}
        {appliances.length > 0 && (
          <Stack gap="sm">
            <Group component="nav" gap={6} aria-label={t("showLabel")}>
              {(Object.keys(shows) as Show[]).map((each) => (
                <LinkButton
                  key={each}
                  href={hrefOf(applianceId, each, "", null)}
                  size="compact-sm"
                  variant={each === show ? "light" : "subtle"}
                  aria-current={each === show ? "page" : undefined}
                >
                  {t(`show.${each}`)}
                </LinkButton>
              ))}
            </Group>
            {list.items.length === 0 ? (
              <EmptyState
                title={untouched ? t("listEmptyTitle") : t("listNoMatch")}
                icon={<IconFileImport size={40} stroke={1.4} />}
              >
                {untouched ? t("listEmpty") : null}
              </EmptyState>
            ) : (
              <ImportList
                rows={list.items}
                briefs={
                  await importBriefs(
                    ctx,
                    list.items.map(({ id }) => id),
                  )
                }
                several={appliances.length > 1}
              />
            )}
            <Pager
              label={t("pages")}
              previous={{ label: t("newer"), href: hrefWith("after", list.previousAfterId) }}
              next={{ label: t("older"), href: hrefWith("before", list.nextBeforeId) }}
            >
              {t("total", { total: list.total })}
            </Pager>
          </Stack>
        )}
      </Stack>
    </>
  );
}

function Refused() {
  return (
    <>
      <PageHeader title={t("title")} />
      <NothingToSee />
    </>
  );
}

/** The address of the list with one more parameter; `null` where its value is (there is no such page). */
function hrefOf(applianceId: number | null, show: Show, name: "", value: null): string;
function hrefOf(
  applianceId: number | null,
  show: Show,
  name: string,
  value: string | number | null,
): string | null;
function hrefOf(
  applianceId: number | null,
  show: Show,
  name: string,
  value: string | number | null,
): string | null {
  if (name !== "" && value === null) return null;
  const query = new URLSearchParams();
  if (applianceId !== null) query.set("applianceId", String(applianceId));
  if (show !== "all") query.set("show", show);
  if (name !== "" && value !== null) query.set(name, String(value));
  return `/imports?${query}`;
}

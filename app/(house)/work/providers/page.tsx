/** Security providers that hang on a connection agent: who cannot sign in until which agent is done. */
import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { IconShieldLock } from "@tabler/icons-react";
import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { LinkButton, TextLink } from "@/app/_components/link.client";
import { NothingToSee } from "@/app/_components/nothing-to-see";
import { PageHeader } from "@/app/_components/page-header";
import { ScrollRegion } from "@/app/_components/scroll-region";
import { idParam, type SearchParams } from "@/app/_components/search-params";
import { ToneBadge } from "@/app/_components/tone-badge";
import { When } from "@/app/_components/when.client";
import { pageContext } from "@/app/_web/session";
import { seesNothing } from "@/lib/access/may";
import { words } from "@/lib/platform/words";
import { listProviders, type SecurityProvider } from "@/lib/work/security-providers";
import { WorkTabs } from "../_work/work-tabs";

const t = words("providers");
export const metadata: Metadata = { title: t("title") };

export default async function ProvidersPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageContext();
  if (seesNothing(ctx.actor))
    return (
      <>
        <PageHeader title={t("title")} />
        <NothingToSee />
      </>
    );
  const asked = idParam((await searchParams).applianceId);
  const providers = (await listProviders(ctx)).filter(
    ({ applianceId }) => asked === null || applianceId === asked,
  );
  const down = new Set(providers.filter((provider) => provider.down).map(({ name }) => name)).size;
  const several = new Set(providers.map(({ applianceId }) => applianceId)).size > 1;
  return (
    <>
      <PageHeader title={t("title")} description={providers.length > 0 && t("description", { down })} />
      <WorkTabs isBoard={null} />
      {providers.length === 0 ? (
        <EmptyState
          title={t("emptyTitle")}
          icon={<IconShieldLock size={40} stroke={1.4} />}
          action={<LinkButton href="/clients?kind=connection_agent">{t("emptyAction")}</LinkButton>}
        >
          {t("empty")}
        </EmptyState>
      ) : (
        <Card title={t("list")}>
          <ScrollRegion label={t("list")}>
            <Table verticalSpacing={6} miw={640}>
              <TableThead>
                <TableTr>
                  <TableTh>{t("columns.provider")}</TableTh>
                  <TableTh>{t("columns.state")}</TableTh>
                  <TableTh>{t("columns.agent")}</TableTh>
                  <TableTh>{t("columns.work")}</TableTh>
                </TableTr>
              </TableThead>
              <TableBody providers={providers} several={several} />
            </Table>
          </ScrollRegion>
          <Text size="sm" c="var(--quiet)" mt="md" maw="75ch">
            {t("basis")}
          </Text>
        </Card>
      )}
    </>
  );
}

function TableBody({ providers, several }: { providers: readonly SecurityProvider[]; several: boolean }) {
  return (
    <TableTbody>
      {providers.map((provider) => (
        <TableTr key={`${provider.agentId} ${provider.name}`}>
          <TableTd fw={600}>{provider.name}</TableTd>
          <TableTd>
            <ToneBadge tone={provider.down ? "bad" : "good"}>{t(provider.down ? "down" : "up")}</ToneBadge>
            {provider.downSince !== null && (
              <Text size="xs" c="var(--quiet)">
                <When at={provider.downSince} zone={provider.timeZone} />
              </Text>
            )}
          </TableTd>
          <TableTd>
            <TextLink href={`/clients/${provider.agentId}`} size="sm" prefetch={false}>
              {provider.agentName}
            </TextLink>
            <Text size="xs" c="var(--quiet)">
              {[provider.site, several ? provider.applianceName : null].filter(Boolean).join(" · ")}
            </Text>
          </TableTd>
          <TableTd>{workOf(provider)}</TableTd>
        </TableTr>
      ))}
    </TableTbody>
  );
}

function workOf({ itemState, holderName }: SecurityProvider): string {
  if (itemState === null) return t("noWork");
  const state = words("work")(`states.${itemState}`);
  return holderName === null ? state : `${state} · ${holderName}`;
}

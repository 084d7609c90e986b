/** Clients: who is where, and why. */
import { Button, Stack } from "@mantine/core";
import { IconDeviceDesktop, IconDownload } from "@tabler/icons-react";
import type { Metadata } from "next";
import { z } from "zod";
import { EmptyState } from "@/app/_components/empty-state";
import { exactText } from "@/app/_components/instant-text";
import { LinkButton } from "@/app/_components/link.client";
import { NothingToSee } from "@/app/_components/nothing-to-see";
import { PageHeader } from "@/app/_components/page-header";
import { Pager } from "@/app/_components/pager";
import type { SearchParams } from "@/app/_components/search-params";
import { pageLimitDefault, pageLimitMax, readCursor, writeCursor } from "@/app/_web/pagination";
import { pageContext } from "@/app/_web/session";
import { may, seesNothing } from "@/lib/access/may";
import { type ClientCursor, readClientCursor } from "@/lib/fleet/client-page";
import { type ClientQuery, clientQueryFromAddress, clientQueryNames } from "@/lib/fleet/client-query";
import {
  type ClientFacets,
  type ClientRow,
  clientFacets,
  countClients,
  listClients,
} from "@/lib/fleet/queries";
import { words } from "@/lib/platform/words";
import { explain } from "@/lib/rollout/explain";
import { AddButton } from "./_list/add-button.client";
import { ClientsTable } from "./_list/clients-table.client";
import { FilterBar, type FixedFilter } from "./_list/filter-bar.client";
import type { ClientListItem } from "./_list/list-item";
import { StateChips } from "./_list/state-chips.client";

const t = words("clients");
export const metadata: Metadata = { title: t("title") };

type Address = Awaited<SearchParams>;

export default async function ClientsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageContext();
  if (seesNothing(ctx.actor)) return <Refused />;
  const address = await searchParams;
  const query = clientQueryFromAddress(address);
  const [list, counts, facets] = await Promise.all([
    listClients(ctx, query, { limit: limitOf(address), cursor: cursorOf(address, query) }),
    countClients(ctx, query),
    clientFacets(ctx, query),
  ]);
  const addable = facets.appliances.filter(({ id }) => may(ctx.actor, "client.register", id));
  const filtered = isFiltered(query);
  const hrefAt = (cursor: ClientCursor | null) =>
    cursor && `/clients?${new URLSearchParams([...paramsOf(address), ["cursor", writeCursor(cursor)]])}`;
  return (
    <>
      <PageHeader
        title={t("title")}
        description={summary(list.total, facets, counts)}
        actions={
          <>
            {list.total > 0 && (
              <Button
                component="a"
                href={`/api/v1/clients.csv?${new URLSearchParams(paramsOf(address))}`}
                download
                variant="default"
                title={t("csvHint")}
                leftSection={<IconDownload size={16} aria-hidden />}
              >
                {t("csv")}
              </Button>
            )}
            {addable.length > 0 && (
              <AddButton appliances={addable} chosenApplianceId={query.applianceId ?? null} />
            )}
          </>
        }
      />
      {list.total === 0 && !filtered ? (
        <EmptyState
          title={t("emptyTitle")}
          icon={<IconDeviceDesktop size={40} stroke={1.4} />}
          action={<LinkButton href={importsHref(query)}>{t("emptyUpload")}</LinkButton>}
        >
          {t("empty")}
        </EmptyState>
      ) : (
        <Stack gap="md">
          <FilterBar
            appliances={facets.appliances.map(({ id, name }) => ({ id, name }))}
            kinds={facets.kinds.map(({ kind }) => kind)}
            groups={facets.groups}
            fixed={fixedFilters(query, facets)}
            filtered={filtered}
          />
          <StateChips counts={counts} chosen={query.state} />
          {list.items.length === 0 ? (
            <EmptyState title={t("noMatchTitle")}>{t("noMatch")}</EmptyState>
          ) : (
            <ClientsTable
              items={list.items.map((row) => toItem(row, facets, query))}
              sort={query.sort ?? "name"}
            />
          )}
          <Pager
            label={t("pages")}
            previous={{ label: t("previous"), href: hrefAt(list.previous) }}
            next={{ label: t("next"), href: hrefAt(list.next) }}
          />
        </Stack>
      )}
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

function toItem(row: ClientRow, { appliances, rollout }: ClientFacets, query: ClientQuery): ClientListItem {
  const several = appliances.length > 1 && query.applianceId === undefined && rollout === null;
  return {
    id: row.id,
    name: row.name,
    host: row.fqdn ?? row.hostname,
    kind: row.kind,
    appliance: several ? (appliances.find(({ id }) => id === row.applianceId)?.name ?? null) : null,
    group: row.group,
    connectionType: row.connectionType,
    state: row.state,
    sentence: row.reason && explain(row.reason, row.timeZone).sentence,
    lastSeenAt: row.lastSeenAt,
    dueAt: row.dueAt,
    timeZone: row.timeZone,
    late: row.late,
    left: row.left,
    shadow: row.survivorId !== null,
    possibleDuplicate: row.possibleDuplicate,
  };
}

function summary(
  total: number,
  { rollout }: ClientFacets,
  counts: Awaited<ReturnType<typeof countClients>>,
): string {
  if (rollout) return t("summaryOf", { total, release: rollout.version });
  const { none, ...byState } = counts;
  const stated = Object.values(byState).some((count) => count > 0);
  if (stated) return t("summaryMixed", { total });
  return none > 0 ? t("summaryNone", { total }) : t("summary", { total });
}

/** Filters that an address brought and that have no field: they are shown, so that nobody wonders about the list. */
function fixedFilters(query: ClientQuery, { rollout, appliances }: ClientFacets): FixedFilter[] {
  const filters: FixedFilter[] = [];
  if (query.rolloutId !== undefined) {
    const label = t("onlyRollout", { rollout: rollout?.version ?? String(query.rolloutId) });
    filters.push({ label, params: ["rolloutId"] });
  }
  for (const code of query.reason) {
    const label = t("onlyReason", { reason: words("reasonTitles")(code) });
    filters.push({ label, params: ["reason"] });
  }
  if (query.group === "") filters.push({ label: words("common")("noGroup"), params: ["group"] });
  const zone = appliances.find(({ id }) => id === rollout?.applianceId)?.timeZone ?? "UTC";
  const { checkedInFrom, checkedInTo } = query;
  const from = checkedInFrom === undefined ? null : exactText(checkedInFrom, zone, "en");
  const to = checkedInTo === undefined ? null : exactText(checkedInTo, zone, "en");
  const params = ["checkedInFrom", "checkedInTo"];
  if (from && to) filters.push({ label: t("onlyCheckedIn", { from, to }), params });
  else if (from) filters.push({ label: t("onlyCheckedInFrom", { from }), params });
  else if (to) filters.push({ label: t("onlyCheckedInTo", { to }), params });
  return filters;
}

/** Does anything but the appliance and the order narrow the list? */
function isFiltered({ applianceId: _appliance, sort: _sort, ...filters }: ClientQuery): boolean {
  return Object.values(filters).some((value) =>
    Array.isArray(value) ? value.length > 0 : value !== undefined,
  );
}

/** What the address says about the list itself, without the place in it. */
function paramsOf(address: Address): [string, string][] {
  return clientQueryNames.flatMap((name) =>
    [address[name] ?? []].flat().map((value): [string, string] => [name, value]),
  );
}

function limitOf(address: Address): number {
  const parsed = z.coerce.number().int().min(1).max(pageLimitMax).safeParse(address.limit);
  return parsed.success ? parsed.data : pageLimitDefault;
}

/** A cursor that belongs to another list or order leads to the first page. */
function cursorOf(address: Address, query: ClientQuery): ClientCursor | null {
  if (typeof address.cursor !== "string") return null;
  try {
    return readClientCursor(readCursor(address.cursor, z.unknown()), query);
  } catch {
    return null;
  }
}

function importsHref(query: ClientQuery): string {
  return query.applianceId === undefined ? "/imports" : `/imports?applianceId=${query.applianceId}`;
}

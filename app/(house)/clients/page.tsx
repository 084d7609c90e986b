/** Clients: who is where, and why. */
import { Button, Group, Stack } from "@mantine/core";
import { IconDeviceDesktop, IconDownload } from "@tabler/icons-react";
import type { Metadata } from "next";
import { z } from "zod";
import { EmptyState } from "@/app/_components/empty-state";
import { LinkButton } from "@/app/_components/link.client";
import { NothingToSee } from "@/app/_components/nothing-to-see";
import { PageHeader } from "@/app/_components/page-header";
import { Pager } from "@/app/_components/pager";
import { RestsOn } from "@/app/_components/rests-on";
import type { SearchParams } from "@/app/_components/search-params";
import { restsOnStale, StalePart } from "@/app/_components/stale-part";
import { pageLimitDefault, pageLimitMax, readCursor, writeCursor } from "@/app/_web/pagination";
import { pageContext } from "@/app/_web/session";
import { may, seesNothing } from "@/lib/access/may";
import { moverOf } from "@/lib/core/movers";
import { listSnapshotAges } from "@/lib/fleet/appliance-queries";
import { listFeedAges } from "@/lib/fleet/feed-ages";
import type { Ctx } from "@/lib/platform/context";
import { AppError } from "@/lib/platform/errors";
import { words } from "@/lib/platform/words";
import { type ClientFacets, clientFacets } from "@/lib/rollout/clients/client-facets";
import { type ClientCursor, readClientCursor } from "@/lib/rollout/clients/client-order";
import {
  type ClientQuery,
  clientQueryFromAddress,
  clientQueryNames,
} from "@/lib/rollout/clients/client-query";
import type { ClientRow } from "@/lib/rollout/clients/client-rows";
import { type ClientCounts, type ClientTotal, countClients } from "@/lib/rollout/clients/count-clients";
import { type ClientList, listClients } from "@/lib/rollout/clients/list-clients";
import { explain } from "@/lib/rollout/members/explain";
import type { RolloutStatus } from "@/lib/rollout/members/store";
import { AddButton } from "./_list/add-button.client";
import { FilterBar } from "./_list/filter-bar.client";
import { fixedFilters } from "./_list/fixed-filters";
import { JumpTo } from "./_list/jump-to.client";
import type { ClientListItem } from "./_list/list-item";
import { type ManyHand, manyDeeds } from "./_list/many-hand";
import { PasteHosts } from "./_list/paste-hosts.client";
import { SelectableClients } from "./_list/selectable-clients.client";
import { StateChips } from "./_list/state-chips.client";

const t = words("clients");
export const metadata: Metadata = { title: t("title") };

type Address = Awaited<SearchParams>;

export default async function ClientsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageContext();
  if (seesNothing(ctx.actor)) return <Refused />;
  const address = await searchParams;
  const query = clientQueryFromAddress(address);
  const [list, counts, facets, sources, ages] = await Promise.all([
    listPage(ctx, query, address),
    countClients(ctx, query),
    clientFacets(ctx, query),
    listSnapshotAges(ctx, query.applianceId ?? null),
    listFeedAges(ctx, query.applianceId ?? null),
  ]);
  const addable = facets.appliances.filter(({ id }) => may(ctx.actor, "client.register", id));
  const filtered = isFiltered(query);
  const hand = handOf(ctx, facets.appliances);
  const only =
    query.applianceId ?? (facets.appliances.length === 1 ? (facets.appliances[0]?.id ?? null) : null);
  const of = facets.rollout?.applianceId ?? query.applianceId;
  const counted = facets.appliances.filter(({ id }) => of === undefined || id === of);
  // What a rollout that is over counts rests on nothing that comes now.
  const isStale = counted.some(({ id }) =>
    restsOnStale(
      { status: (facets.rollout?.status ?? "open") as RolloutStatus },
      sources.filter(({ applianceId }) => applianceId === id),
      ages,
    ),
  );
  const hrefAt = (cursor: ClientCursor | null) =>
    cursor && `/clients?${new URLSearchParams([...paramsOf(address), ["cursor", writeCursor(cursor)]])}`;
  return (
    <>
      <PageHeader
        title={t("title")}
        description={summary(list.total, facets, counts)}
        actions={
          <>
            {list.total.clients > 0 && (
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
            {hand.deeds.length > 0 && list.total.clients > 0 && (
              <PasteHosts appliances={facets.appliances} chosen={only} hand={hand} />
            )}
            {addable.length > 0 && (
              <AddButton appliances={addable} chosenApplianceId={query.applianceId ?? null} />
            )}
          </>
        }
      />
      {list.total.clients === 0 && !filtered ? (
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
            kinds={facets.kinds}
            groups={facets.groups}
            fixed={fixedFilters(query, facets)}
            filtered={filtered}
          />
          <Group justify="space-between" align="flex-end" gap="xs">
            <StalePart when={isStale}>
              <StateChips counts={counts.byState} isEstimate={counts.isEstimate} chosen={query.state} />
            </StalePart>
            <JumpTo key={query.sort ?? "name"} sort={query.sort ?? "name"} />
          </Group>
          {list.items.length === 0 ? (
            <EmptyState title={t("noMatchTitle")}>{t("noMatch")}</EmptyState>
          ) : (
            <SelectableClients
              key={JSON.stringify(query)}
              items={list.items.map((row) => toItem(row, facets, query))}
              sort={query.sort ?? "name"}
              total={list.total.clients}
              hand={hand}
              allThatFit={only === null ? null : { applianceId: only, filter: filterOf(query) }}
            />
          )}
          <Pager
            label={t("pages")}
            previous={{ label: t("previous"), href: hrefAt(list.previous) }}
            next={{ label: t("next"), href: hrefAt(list.next) }}
          />
          <RestsOn appliances={counted} sources={sources} feeds={ages} />
        </Stack>
      )}
    </>
  );
}

/** What the reader may do with clients of any of these appliances; each deed asks about its own again. */
function handOf({ actor }: Ctx, appliances: ClientFacets["appliances"]): ManyHand {
  const somewhere = (deed: Parameters<typeof may>[1]) => appliances.some(({ id }) => may(actor, deed, id));
  const deeds = {
    set: "client.change",
    exclude: "client.exclude",
    attest: "client.attest",
    assign: "work.do",
    retry: "work.do",
  } as const;
  return {
    id: actor.type === "person" ? actor.id : null,
    name: actor.name,
    mayAssign: somewhere("work.assign"),
    deeds: manyDeeds.filter((deed) => somewhere(deeds[deed])),
  };
}

/** The filters as the API takes them. */
function filterOf({ applianceId: _appliance, sort: _sort, ...query }: ClientQuery): Record<string, unknown> {
  const { checkedInFrom, checkedInTo, left, late, ...rest } = query;
  const instant = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());
  const word = (flag: boolean | undefined) => (flag === undefined ? undefined : String(flag));
  const filter = {
    ...rest,
    left: word(left),
    late: word(late),
    checkedInFrom: instant(checkedInFrom),
    checkedInTo: instant(checkedInTo),
  };
  return JSON.parse(JSON.stringify(filter));
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
    applianceId: row.applianceId,
    name: row.name,
    host: row.fqdn ?? row.hostname,
    kind: row.kind,
    appliance: several ? (appliances.find(({ id }) => id === row.applianceId)?.name ?? null) : null,
    group: row.group,
    connectionType: row.connectionType,
    state: row.state,
    sentence: row.reason && explain(row.reason, row.timeZone).sentence,
    mover: row.state && row.reason && moverOf(row.state, row.reason.code),
    lastSeenAt: row.lastSeenAt,
    dueAt: row.dueAt,
    timeZone: row.timeZone,
    late: row.late,
    left: row.left,
    shadow: row.survivorId !== null,
    possibleDuplicate: row.possibleDuplicate,
  };
}

function summary(total: ClientTotal, { rollout }: ClientFacets, { byState }: ClientCounts): string {
  const clients = t(total.isEstimate ? "aboutClients" : "exactClients", { total: total.clients });
  if (rollout) return t("summaryOf", { clients, release: rollout.version });
  const { none, ...ofMembers } = byState;
  const stated = Object.values(ofMembers).some((count) => count > 0);
  if (stated) return t("summaryMixed", { clients });
  return none > 0 ? t("summaryNone", { clients }) : clients;
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

/** The page that the address asks for; a value to begin at that the order does not have leads to the first one. */
async function listPage(ctx: Ctx, query: ClientQuery, address: Address): Promise<ClientList> {
  const place = { limit: limitOf(address), cursor: cursorOf(address, query) };
  const from = typeof address.from === "string" && address.from !== "" ? address.from : undefined;
  try {
    return await listClients(ctx, query, { ...place, from });
  } catch (error) {
    if (from === undefined || !(error instanceof AppError) || error.status !== 400) throw error;
    return listClients(ctx, query, place);
  }
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

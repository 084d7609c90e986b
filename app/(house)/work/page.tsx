/** Work: everything that has to be done by hand, as a list or as a board. */
import { Button, Stack } from "@mantine/core";
import { IconDownload, IconPrinter, IconTools } from "@tabler/icons-react";
import type { Metadata } from "next";
import { AutoRefresh } from "@/app/_components/auto-refresh.client";
import { EmptyState } from "@/app/_components/empty-state";
import { NothingToSee } from "@/app/_components/nothing-to-see";
import { PageHeader } from "@/app/_components/page-header";
import { Pager } from "@/app/_components/pager";
import { RestsOn } from "@/app/_components/rests-on";
import type { SearchParams } from "@/app/_components/search-params";
import { readCursor, writeCursor } from "@/app/_web/pagination";
import { pageContext } from "@/app/_web/session";
import { may, seesNothing } from "@/lib/access/may";
import { itemStates } from "@/lib/core/work";
import { listAppliances, listSnapshotAges } from "@/lib/fleet/appliance-queries";
import { listFeedAges } from "@/lib/fleet/feed-ages";
import { messagesOf, words } from "@/lib/platform/words";
import { countFacets } from "@/lib/work/count-facets";
import { groupItems } from "@/lib/work/group-items";
import { type ItemCursor, itemCursor, listItems } from "@/lib/work/list-items";
import { type ItemQuery, itemGroupings, itemQueryFromAddress, itemQueryNames } from "@/lib/work/schema";
import { Board } from "./_work/board";
import { ByGroup } from "./_work/by-group";
import { WorkFilters } from "./_work/filters.client";
import { readerOf, toListItem } from "./_work/to-list-item";
import { WorkTable } from "./_work/work-table.client";
import { WorkTabs } from "./_work/work-tabs";

const t = words("work");
export const metadata: Metadata = { title: t("title") };

type Address = Awaited<SearchParams>;
const rowsAtOnce = 100;
const cardsAtMost = 25;

export default async function WorkPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageContext();
  if (seesNothing(ctx.actor))
    return (
      <>
        <PageHeader title={t("title")} />
        <NothingToSee />
      </>
    );
  const address = await searchParams;
  const isBoard = address.view === "board";
  const appliances = await listAppliances(ctx);
  const asked = itemQueryFromAddress(address);
  const query = appliances.some(({ id }) => id === asked.applianceId)
    ? asked
    : { ...asked, applianceId: undefined };
  const grouping = itemGroupings.find((each) => each === address.by && each !== "state") ?? null;
  const [facets, sources, feeds] = await Promise.all([
    countFacets(ctx, query),
    listSnapshotAges(ctx, query.applianceId ?? null),
    listFeedAges(ctx, query.applianceId ?? null),
  ]);
  const counted = appliances.filter(({ id }) => query.applianceId === undefined || id === query.applianceId);
  const total = facets.state.reduce((sum, { items }) => sum + items, 0);
  const reader = readerOf(
    ctx,
    appliances.map(({ id }) => id),
  );
  const several = appliances.length > 1 && query.applianceId === undefined;
  const params = paramsOf(address, [...itemQueryNames, "by", "view"]);
  const apiParams = paramsOf(address, itemQueryNames);
  return (
    <>
      <AutoRefresh seconds={60} />
      <PageHeader
        title={t("title")}
        description={t("description", { total })}
        actions={
          total > 0 && (
            <>
              <Button
                component="a"
                href={`/api/v1/work-items.html?${apiParams}`}
                target="_blank"
                rel="noreferrer"
                variant="default"
                leftSection={<IconPrinter size={16} aria-hidden />}
              >
                {t("print.sheet")}
              </Button>
              <Button
                component="a"
                href={`/api/v1/work-items.csv?${apiParams}`}
                download
                variant="default"
                leftSection={<IconDownload size={16} aria-hidden />}
              >
                {t("print.csv")}
              </Button>
            </>
          )
        }
      />
      <Stack gap="md">
        <WorkTabs params={params} isBoard={isBoard} />
        {total === 0 && !isFiltered(query) ? (
          <EmptyState title={t("empty.title")} icon={<IconTools size={40} stroke={1.4} />}>
            {t("empty.text")}
          </EmptyState>
        ) : (
          <>
            <WorkFilters
              facets={facets}
              reasonWords={messagesOf("en").reasonTitles}
              reader={reader}
              groupings={itemGroupings.filter((each) => each !== "state")}
            />
            {isBoard ? <Board columns={await columnsOf()} /> : await list()}
            <RestsOn appliances={counted} sources={sources} feeds={feeds} />
          </>
        )}
      </Stack>
    </>
  );

  async function columnsOf() {
    return Promise.all(
      itemStates.map(async (state) => {
        const { items, total } = await listItems(
          ctx,
          { ...query, state: [state] },
          { limit: cardsAtMost, order: "rank", cursor: null },
        );
        return { state, total, items: items.map((item) => toListItem(item, several)) };
      }),
    );
  }

  async function list() {
    const cursor = cursorOf(address);
    const page = await listItems(ctx, query, { limit: rowsAtOnce, order: "rank", cursor });
    const groups = grouping === null ? null : await groupItems(ctx, query, grouping);
    const applianceId =
      query.applianceId ?? (appliances.length === 1 ? appliances[0]?.id : undefined) ?? null;
    const { applianceId: _one, ...filter } = query;
    const mayDoAll = applianceId !== null && may(ctx.actor, "work.do", applianceId);
    return (
      <>
        {groups && grouping && <ByGroup grouping={grouping} groups={groups} params={params} />}
        {page.items.length === 0 ? (
          <EmptyState title={t("empty.noneTitle")}>{t("empty.none")}</EmptyState>
        ) : (
          <WorkTable
            key={params}
            items={page.items.map((item) => toListItem(item, several))}
            reader={reader}
            total={page.total}
            allThatFit={mayDoAll ? { applianceId, filter: JSON.parse(JSON.stringify(filter)) } : null}
          />
        )}
        <Pager
          label={t("table.pages")}
          previous={{ label: t("table.previous"), href: cursor ? `/work?${params}` : null }}
          next={{
            label: t("table.next"),
            href:
              page.next &&
              `/work?${new URLSearchParams([...new URLSearchParams(params), ["cursor", writeCursor(page.next)]])}`,
          }}
        />
      </>
    );
  }
}

function isFiltered({ applianceId: _appliance, ...filters }: ItemQuery): boolean {
  return Object.values(filters).some((value) =>
    Array.isArray(value) ? value.length > 0 : value !== undefined,
  );
}

/** What the address says of the list, without the place in it. */
function paramsOf(address: Address, names: readonly string[]): string {
  return new URLSearchParams(
    names.flatMap((name) => [address[name] ?? []].flat().map((value): [string, string] => [name, value])),
  ).toString();
}

/** A cursor of another list leads to the first page. */
function cursorOf(address: Address): ItemCursor | null {
  if (typeof address.cursor !== "string") return null;
  try {
    const cursor = readCursor(address.cursor, itemCursor);
    return cursor?.order === "rank" ? cursor : null;
  } catch {
    return null;
  }
}

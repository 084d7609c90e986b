"use client";
/** The list of clients: a table with sortable headings, and cards where the screen is too narrow for one. */
import {
  Anchor,
  Box,
  Checkbox,
  Paper,
  Select,
  Stack,
  Table,
  TableTbody,
  TableTd,
  TableTh,
  TableThead,
  TableTr,
  Text,
} from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import { createColumnHelper, rowSortingFeature, tableFeatures, useTable } from "@tanstack/react-table";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { ScrollRegion } from "@/app/_components/scroll-region";
import { StateBadge } from "@/app/_components/state-badge";
import { useAddress } from "@/app/_components/use-address.client";
import { When } from "@/app/_components/when.client";
import { ClientMarks } from "./client-marks.client";
import classes from "./clients-table.module.css";
import { type ClientListItem, type SortColumn, sortColumns } from "./list-item";

const features = tableFeatures({ rowSortingFeature });
const column = createColumnHelper<typeof features, ClientListItem>();

const columns = column.columns([
  column.accessor("name", { cell: ({ row }) => <NameCell item={row.original} /> }),
  column.accessor("kind", { cell: ({ row }) => <KindCell item={row.original} /> }),
  column.accessor("group", { cell: ({ row }) => row.original.group ?? "–" }),
  column.accessor("state", { cell: ({ row }) => <StateBadge state={row.original.state} /> }),
  column.accessor("sentence", {
    id: "reason",
    enableSorting: false,
    cell: ({ row }) => <Reason item={row.original} />,
  }),
  column.accessor("lastSeenAt", { cell: ({ row }) => <LastSeen item={row.original} /> }),
  column.accessor("dueAt", {
    cell: ({ row }) => <When at={row.original.dueAt} zone={row.original.timeZone} />,
  }),
]);

/** What chooses rows, where the reader may do something with them. */
export interface RowSelection {
  has(id: number): boolean;
  toggle(id: number, isRange: boolean): void;
  /** Chooses the whole page, or nobody. */
  whole: { checked: boolean; some: boolean; set(checked: boolean): void };
}

interface ClientsTableProps {
  items: ClientListItem[];
  /** The word in the address, such as `-dueAt`. */
  sort: string;
  selection: RowSelection | null;
}

export function ClientsTable({ items, sort, selection }: ClientsTableProps) {
  const t = useTranslations("clients");
  const many = useTranslations("many");
  const descending = sort.startsWith("-");
  const by = sort.replace("-", "");
  const table = useTable({
    features,
    columns,
    data: items,
    getRowId: (item) => String(item.id),
    manualSorting: true,
    state: { sorting: [{ id: by, desc: descending }] },
  });
  return (
    <>
      <Box hiddenFrom="md">
        <SortSelect sort={sort} />
        <Stack component="ul" gap="xs" className={classes.cards}>
          {items.map((item) => (
            <ClientCard key={item.id} item={item} selection={selection} />
          ))}
        </Stack>
      </Box>
      <Paper withBorder bg="var(--surface)" visibleFrom="md">
        <ScrollRegion label={t("table")}>
          <Table className={classes.table} highlightOnHover verticalSpacing={8}>
            <TableThead>
              {table.getHeaderGroups().map((group) => (
                <TableTr key={group.id}>
                  {selection && (
                    <TableTh w={44}>
                      <Checkbox
                        aria-label={many("selectPage")}
                        checked={selection.whole.checked}
                        indeterminate={selection.whole.some && !selection.whole.checked}
                        onChange={(event) => selection.whole.set(event.currentTarget.checked)}
                      />
                    </TableTh>
                  )}
                  {group.headers.map((header) => {
                    const sorted = header.column.getIsSorted();
                    return (
                      <TableTh
                        key={header.id}
                        data-column={header.id}
                        {...(sorted
                          ? {
                              "aria-sort":
                                sorted === "asc" ? ("ascending" as const) : ("descending" as const),
                            }
                          : {})}
                      >
                        {isSortable(header.id) ? (
                          <SortHeading column={header.id} sorted={sorted} />
                        ) : (
                          t("columns.reason")
                        )}
                      </TableTh>
                    );
                  })}
                </TableTr>
              ))}
            </TableThead>
            <TableTbody>
              {table.getRowModel().rows.map((row) => (
                <TableTr
                  key={row.id}
                  bg={selection?.has(row.original.id) ? "var(--mantine-primary-color-light)" : undefined}
                >
                  {selection && (
                    <TableTd>
                      <SelectBox item={row.original} selection={selection} />
                    </TableTd>
                  )}
                  {row.getAllCells().map((cell) => (
                    <TableTd key={cell.id} data-column={cell.column.id}>
                      <table.FlexRender cell={cell} />
                    </TableTd>
                  ))}
                </TableTr>
              ))}
            </TableTbody>
          </Table>
        </ScrollRegion>
      </Paper>
    </>
  );
}

function isSortable(id: string): id is SortColumn {
  return (sortColumns as readonly string[]).includes(id);
}

/** A heading that is a link to the same list in another order: up first, then down. */
function SortHeading({ column: name, sorted }: { column: SortColumn; sorted: false | "asc" | "desc" }) {
  const t = useTranslations("clients");
  const { hrefWith } = useAddress();
  const label = t(`columns.${name}`);
  const next = sorted === "asc" ? `-${name}` : name;
  const Arrow = sorted === "asc" ? IconArrowUp : sorted === "desc" ? IconArrowDown : IconArrowsSort;
  return (
    <Link
      href={hrefWith({ sort: next })}
      replace
      scroll={false}
      prefetch={false}
      className={classes.heading}
      data-sorted={sorted || undefined}
      title={t(next.startsWith("-") ? "sortDown" : "sortUp", { column: label })}
    >
      {label}
      <Arrow size={14} aria-hidden />
    </Link>
  );
}

/** The headings' work where there are no headings. */
function SortSelect({ sort }: { sort: string }) {
  const t = useTranslations("clients");
  const { go } = useAddress();
  const data = sortColumns.flatMap((name) => [
    { value: name, label: t(`sorts.${name}`) },
    { value: `-${name}`, label: t(`sorts.${name}Down`) },
  ]);
  return (
    <Select
      label={t("sortBy")}
      data={data}
      value={sort}
      allowDeselect={false}
      mb="sm"
      onChange={(value) => go({ sort: value })}
    />
  );
}

function NameCell({ item }: { item: ClientListItem }) {
  return (
    <>
      <Anchor
        component={Link}
        href={`/clients/${item.id}`}
        prefetch={false}
        fw={600}
        size="sm"
        className={classes.name}
      >
        {item.name}
      </Anchor>
      {item.host !== null && item.host !== item.name && (
        <Text size="xs" c="var(--quiet)" className={classes.name}>
          {item.host}
        </Text>
      )}
      <ClientMarks item={item} />
    </>
  );
}

function KindCell({ item }: { item: ClientListItem }) {
  const kinds = useTranslations("kinds");
  const small = useKindDetail(item);
  return (
    <>
      {kinds(item.kind)}
      {small && (
        <Text size="xs" c="var(--quiet)">
          {small}
        </Text>
      )}
    </>
  );
}

/** Connection type and, in a list of several appliances, whose client it is. */
function useKindDetail({ connectionType, appliance }: ClientListItem): string {
  const t = useTranslations("clients");
  return [connectionType && t(`connectionTypes.${connectionType}`), appliance].filter(Boolean).join(" · ");
}

function Reason({ item }: { item: ClientListItem }) {
  const t = useTranslations("clients");
  const moverWord = useTranslations("movers");
  const sentence = item.sentence ?? t("noReason");
  return (
    <>
      <Text size="sm" lineClamp={4} title={sentence}>
        {sentence}
      </Text>
      {item.mover !== null && item.mover !== "nobody" && (
        <Text size="xs" c="var(--quiet)">
          {t("moverOf", { mover: moverWord(item.mover) })}
        </Text>
      )}
    </>
  );
}

function LastSeen({ item }: { item: ClientListItem }) {
  const t = useTranslations("clients");
  return item.lastSeenAt === null ? t("neverSeen") : <When at={item.lastSeenAt} zone={item.timeZone} />;
}

function SelectBox({ item, selection }: { item: ClientListItem; selection: RowSelection }) {
  const t = useTranslations("many");
  return (
    <Checkbox
      aria-label={t("selectOne", { name: item.name })}
      checked={selection.has(item.id)}
      onChange={(event) => selection.toggle(item.id, (event.nativeEvent as MouseEvent).shiftKey)}
    />
  );
}

function ClientCard({ item, selection }: { item: ClientListItem; selection: RowSelection | null }) {
  const t = useTranslations("clients");
  const kinds = useTranslations("kinds");
  const detail = useKindDetail(item);
  return (
    <Paper component="li" withBorder p="sm" bg="var(--surface)">
      <div className={classes.cardHead}>
        {selection && <SelectBox item={item} selection={selection} />}
        <div className={classes.cardName}>
          <NameCell item={item} />
        </div>
        <StateBadge state={item.state} />
      </div>
      <Box mt={6}>
        <Reason item={item} />
      </Box>
      <Text component="div" size="xs" c="var(--quiet)" mt={6} className={classes.cardFoot}>
        <span>{[kinds(item.kind), detail].filter(Boolean).join(" · ")}</span>
        {item.group !== null && <span>{item.group}</span>}
        <span>
          {t("lastSeen")}: <LastSeen item={item} />
        </span>
        {item.dueAt !== null && (
          <span>
            {t("due")}: <When at={item.dueAt} zone={item.timeZone} />
          </span>
        )}
      </Text>
    </Paper>
  );
}

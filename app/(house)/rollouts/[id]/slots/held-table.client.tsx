"use client";
/** Who holds each slot, with the way to take it back. */
import {
  Button,
  Table,
  TableTbody,
  TableTd,
  TableTh,
  TableThead,
  TableTr,
  Text,
  UnstyledButton,
} from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  sortFn_alphanumericCaseSensitive,
  sortFn_basic,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useState } from "react";
import { useTranslations } from "use-intl";
import cards from "@/app/_components/card-table.module.css";
import { TextLink } from "@/app/_components/link.client";
import { ScrollRegion } from "@/app/_components/scroll-region";
import { When } from "@/app/_components/when.client";
import type { HeldSlotRow } from "@/lib/rollout/cap/slot-queries";
import { ReleaseSlot } from "./release-slot.client";
import { AskedFor, Lease, SlotClient } from "./slot-cells.client";
import classes from "./slots.module.css";

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic, text: sortFn_alphanumericCaseSensitive },
});
const column = createColumnHelper<typeof features, HeldSlotRow>();
const columnNames = ["number", "client", "group", "askedBy", "since", "until", "fence"] as const;
type ColumnName = (typeof columnNames)[number];

const columns = column.columns([
  column.accessor("number", { id: "number", sortFn: "basic" }),
  column.accessor("clientName", { id: "client", sortFn: "text" }),
  column.accessor(({ group }) => group ?? "", { id: "group", sortFn: "text" }),
  column.accessor("askedBy", { id: "askedBy", sortFn: "basic" }),
  column.accessor("grantedAt", { id: "since", sortFn: "basic" }),
  column.accessor("leaseUntil", { id: "until", sortFn: "basic" }),
  column.accessor("fence", { id: "fence", sortFn: "basic" }),
]);

/** Each row is a dozen small parts, and all are drawn anew every second or so. */
const rowsAtFirst = 25;
const rowsMore = 100;

interface HeldTableProps {
  slots: HeldSlotRow[];
  /** The rollout that the page is about; slots of others are marked. */
  rolloutId: number;
  zone: string;
  mayRelease: boolean;
}

export function HeldTable({ slots, rolloutId, zone, mayRelease }: HeldTableProps) {
  const t = useTranslations("slots");
  const [shown, setShown] = useState(rowsAtFirst);
  const hidden = Math.max(0, slots.length - shown);
  const table = useTable({
    features,
    columns,
    data: slots,
    getRowId: (slot) => String(slot.id),
    initialState: { sorting: [{ id: "number", desc: false }] },
  });
  return (
    <ScrollRegion label={t("held.table")} className={classes.held}>
      <Table className={`${cards.table} ${classes.ledger}`} highlightOnHover>
        <TableThead>
          {table.getHeaderGroups().map((group) => (
            <TableTr key={group.id}>
              {group.headers.map((header) => {
                const sorted = header.column.getIsSorted();
                const Arrow =
                  sorted === "asc" ? IconArrowUp : sorted === "desc" ? IconArrowDown : IconArrowsSort;
                return (
                  <TableTh
                    key={header.id}
                    aria-sort={sorted === "asc" ? "ascending" : sorted === "desc" ? "descending" : "none"}
                  >
                    <UnstyledButton
                      className={classes.heading}
                      data-sorted={sorted || undefined}
                      onClick={() => header.column.toggleSorting(sorted === "asc")}
                    >
                      {t(`columns.${header.id as ColumnName}`)}
                      <Arrow size={14} aria-hidden />
                    </UnstyledButton>
                  </TableTh>
                );
              })}
              {mayRelease && <TableTh>{t("columns.actions")}</TableTh>}
            </TableTr>
          ))}
        </TableThead>
        <TableTbody>
          {table
            .getRowModel()
            .rows.slice(0, shown)
            .map(({ id, original: slot }) => (
              <TableTr key={id}>
                <TableTd data-label={t("columns.number")}>{slot.number}</TableTd>
                <TableTh scope="row" fw={400}>
                  <SlotClient slot={slot} />
                  {slot.rolloutId !== rolloutId && (
                    <Text size="xs" c="var(--quiet)">
                      <TextLink href={`/rollouts/${slot.rolloutId}/slots`} size="xs" prefetch={false}>
                        {t("held.otherRollout", { release: slot.releaseName })}
                      </TextLink>
                    </Text>
                  )}
                </TableTh>
                <TableTd data-label={t("columns.group")}>
                  {slot.group ?? "–"}
                  {slot.waveName !== null && (
                    <Text size="xs" c="var(--quiet)">
                      {slot.waveName}
                    </Text>
                  )}
                </TableTd>
                <TableTd data-label={t("columns.askedBy")}>
                  <AskedFor slot={slot} zone={zone} />
                </TableTd>
                <TableTd data-label={t("columns.since")}>
                  <When at={slot.grantedAt} zone={zone} />
                </TableTd>
                <TableTd data-label={t("columns.until")}>
                  <Lease slot={slot} zone={zone} />
                </TableTd>
                <TableTd data-label={t("columns.fence")}>{slot.fence}</TableTd>
                {mayRelease && (
                  <TableTd data-corner>
                    <ReleaseSlot slotId={slot.id} client={slot.clientName} />
                  </TableTd>
                )}
              </TableTr>
            ))}
        </TableTbody>
      </Table>
      {hidden > 0 && (
        <Button variant="subtle" size="compact-sm" mt="xs" onClick={() => setShown(shown + rowsMore)}>
          {t("held.more", { more: Math.min(hidden, rowsMore), hidden })}
        </Button>
      )}
    </ScrollRegion>
  );
}

"use client";
/** Slots that are over, the latest granted first. */
import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import {
  IconBan,
  IconCircleCheck,
  IconCircleMinus,
  IconCircleX,
  IconClockX,
  IconFlag,
  IconHandStop,
  IconMailOff,
} from "@tabler/icons-react";
import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { useTranslations } from "use-intl";
import cards from "@/app/_components/card-table.module.css";
import { ScrollRegion } from "@/app/_components/scroll-region";
import { ToneBadge } from "@/app/_components/tone-badge";
import { When } from "@/app/_components/when.client";
import type { EndedSlotRow } from "@/lib/rollout/cap/slot-queries";
import { AskedFor, SlotClient } from "./slot-cells.client";
import classes from "./slots.module.css";

const features = tableFeatures({});
const column = createColumnHelper<typeof features, EndedSlotRow>();
const columnNames = ["client", "outcome", "since", "ended", "askedBy", "number", "fence"] as const;
const columns = column.columns(columnNames.map((id) => column.display({ id })));

const looks = {
  checked_in: { tone: "good", icon: IconCircleCheck },
  done: { tone: "busy", icon: IconFlag },
  failed: { tone: "bad", icon: IconCircleX },
  expired: { tone: "bad", icon: IconClockX },
  undelivered: { tone: "attention", icon: IconMailOff },
  released: { tone: "attention", icon: IconHandStop },
  excluded: { tone: "quiet", icon: IconCircleMinus },
  withdrawn: { tone: "quiet", icon: IconBan },
} as const;

export function LedgerTable({ slots, zone }: { slots: EndedSlotRow[]; zone: string }) {
  const t = useTranslations("slots");
  const table = useTable({ features, columns, data: slots, getRowId: (slot) => String(slot.id) });
  return (
    <ScrollRegion label={t("history.table")}>
      <Table className={`${cards.table} ${classes.ledger}`} highlightOnHover>
        <TableThead>
          {table.getHeaderGroups().map((group) => (
            <TableTr key={group.id}>
              {group.headers.map(({ id }) => (
                <TableTh key={id}>{t(`columns.${id as (typeof columnNames)[number]}`)}</TableTh>
              ))}
            </TableTr>
          ))}
        </TableThead>
        <TableTbody>
          {table.getRowModel().rows.map(({ id, original: slot }) => (
            <TableTr key={id}>
              <TableTh scope="row" fw={400}>
                <SlotClient slot={slot} />
              </TableTh>
              <TableTd data-label={t("columns.outcome")}>
                <Outcome slot={slot} />
              </TableTd>
              <TableTd data-label={t("columns.since")}>
                <When at={slot.grantedAt} zone={zone} />
              </TableTd>
              <TableTd data-label={t("columns.ended")}>
                <When at={slot.endedAt} zone={zone} />
                {slot.renewals > 0 && (
                  <Text size="xs" c="var(--quiet)">
                    {t("renewals", { count: slot.renewals })}
                  </Text>
                )}
              </TableTd>
              <TableTd data-label={t("columns.askedBy")}>
                <AskedFor slot={slot} zone={zone} />
              </TableTd>
              <TableTd data-label={t("columns.number")}>{slot.number}</TableTd>
              <TableTd data-label={t("columns.fence")}>{slot.fence}</TableTd>
            </TableTr>
          ))}
        </TableTbody>
      </Table>
    </ScrollRegion>
  );
}

function Outcome({ slot }: { slot: EndedSlotRow }) {
  const t = useTranslations("slots");
  const { tone, icon: Icon } = looks[slot.outcome];
  const said = [slot.outcome === "released" && slot.endedByName, slot.endedReason].filter(Boolean).join(": ");
  return (
    <>
      <ToneBadge tone={tone} icon={<Icon size={14} aria-hidden />}>
        {t(`outcomes.${slot.outcome}`)}
      </ToneBadge>
      {said && (
        <Text size="sm" mt={2}>
          {said}
        </Text>
      )}
      {slot.failedAttempt && (
        <Text size="xs" c="var(--quiet)">
          {t("failedAttempt")}
        </Text>
      )}
    </>
  );
}

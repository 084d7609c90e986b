/** What an import changed (or would change) against the snapshot before it, and the rows it could not use. */
import { Button, Stack, Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import Link from "next/link";
import { Card } from "@/app/_components/card";
import { exactText } from "@/app/_components/instant-text";
import { TextLink } from "@/app/_components/link.client";
import { Pager } from "@/app/_components/pager";
import { ScrollRegion } from "@/app/_components/scroll-region";
import { explainReject } from "@/lib/intake/explain-import";
import {
  type ChangeKind,
  changeKinds,
  type ImportChangeRow,
  type ImportDetail,
  type ImportRejectRow,
} from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { ChangeWords } from "./change-words";
import classes from "./difference-card.module.css";

const t = words("import");
const common = words("common");

export type DifferenceTab = ChangeKind | "rejects";
const tabs = [...changeKinds, "rejects"] as const;

export const differencePageSize = 50;

/** What one tab shows, a page of it. */
export type TabContent =
  | { tab: ChangeKind; rows: readonly ImportChangeRow[] }
  | { tab: "rejects"; rows: readonly ImportRejectRow[] };

interface DifferenceCardProps {
  found: ImportDetail;
  content: TabContent;
  /** From 1. */
  page: number;
}

/** How many rows a tab has. */
export function tabCount(found: ImportDetail, tab: DifferenceTab): number {
  if (tab === "rejects") return found.rowsRejected;
  if (found.diff === null) return 0;
  return tab === "duplicate" ? found.diff.duplicates : found.diff[tab];
}

/** The tab asked for, else the first that has something. */
export function tabOf(found: ImportDetail, asked: string | string[] | undefined): DifferenceTab {
  return tabs.find((tab) => tab === asked) ?? tabs.find((tab) => tabCount(found, tab) > 0) ?? "added";
}

/** Renders the tabs with their counts and a page of the chosen one. */
export function DifferenceCard({ found, content, page }: DifferenceCardProps) {
  const { tab } = content;
  const total = tabCount(found, tab);
  const from = (page - 1) * differencePageSize;
  const shown = found.diff === null ? tabs.filter((each) => each === "rejects") : tabs;
  const hrefOfPage = (to: number) =>
    to >= 1 && (to - 1) * differencePageSize < total ? hrefOf(found, tab, to) : null;
  return (
    <Card title={t("difference")} aside={tab === "rejects" && total > 0 && <RejectsCsv found={found} />}>
      <Stack gap="sm">
        {found.diff !== null && <ComparedWith found={found} />}
        <nav className={classes.tabs} aria-label={t("difference")}>
          {shown.map((each) => (
            <Link
              key={each}
              href={hrefOf(found, each, 1)}
              scroll={false}
              prefetch={false}
              className={classes.tab}
              aria-current={each === tab ? "page" : undefined}
              data-empty={tabCount(found, each) === 0 || undefined}
            >
              {t(`tabs.${each}`)} <strong>{common("number", { value: tabCount(found, each) })}</strong>
            </Link>
          ))}
        </nav>
        <Text size="sm" c="var(--quiet)">
          {total === 0 ? t(`tabEmpty.${tab}`) : t(`tabHints.${tab}`)}
        </Text>
        {content.rows.length > 0 &&
          (content.tab === "rejects" ? (
            <RejectTable rows={content.rows} />
          ) : (
            <ChangeTable rows={content.rows} change={content.tab} />
          ))}
        <Pager
          label={t("pages")}
          previous={{ label: t("previous"), href: hrefOfPage(page - 1) }}
          next={{ label: t("next"), href: hrefOfPage(page + 1) }}
        >
          {t("page", { from: from + 1, to: Math.min(from + differencePageSize, total), total })}
        </Pager>
      </Stack>
    </Card>
  );
}

function hrefOf(found: ImportDetail, tab: DifferenceTab, page: number): string {
  return `/imports/${found.id}?show=${tab}${page > 1 ? `&page=${page}` : ""}`;
}

function ComparedWith({ found: { diff, timeZone } }: { found: ImportDetail }) {
  const previous = diff?.previous;
  if (!previous) return <Text size="sm">{t("differenceFirst")}</Text>;
  const when = exactText(Date.parse(previous.exportedAt), timeZone, "en");
  return (
    <Text size="sm">
      {t.rich("differenceFromLink", {
        when,
        id: String(previous.importId),
        link: (words) => (
          <TextLink href={`/imports/${previous.importId}`} size="sm" underline="always">
            {words}
          </TextLink>
        ),
      })}
    </Text>
  );
}

function RejectsCsv({ found }: { found: ImportDetail }) {
  return (
    <Button
      component="a"
      href={`/api/v1/imports/${found.id}/rejects.csv`}
      download
      variant="default"
      size="compact-sm"
      leftSection={<IconDownload size={14} aria-hidden />}
    >
      {t("rejectsCsv")}
    </Button>
  );
}

function ChangeTable({ rows, change }: { rows: readonly ImportChangeRow[]; change: ChangeKind }) {
  const paired = change === "moved" || change === "changed";
  return (
    <ScrollRegion label={t(`tabs.${change}`)}>
      <Table miw={paired ? "36rem" : "26rem"}>
        <TableThead>
          <TableTr>
            <TableTh>{t("client")}</TableTh>
            <TableTh>{paired ? `${t("before")} → ${t("after")}` : t("changeFields.group")}</TableTh>
          </TableTr>
        </TableThead>
        <TableTbody>
          {rows.map((row) => (
            <TableTr key={row.clientId} style={{ verticalAlign: "top" }}>
              <TableTd>
                <ClientName row={row} />
              </TableTd>
              <TableTd>
                {paired ? <ChangeWords before={row.before} after={row.after} /> : groupOf(row)}
              </TableTd>
            </TableTr>
          ))}
        </TableTbody>
      </Table>
    </ScrollRegion>
  );
}

function groupOf({ before, after }: ImportChangeRow): string {
  const group = (after ?? before)?.group;
  return typeof group === "string" ? group : "–";
}

function ClientName({ row }: { row: ImportChangeRow }) {
  const name = row.name ?? row.host ?? String(row.clientId);
  return (
    <>
      {row.known ? (
        <TextLink href={`/clients/${row.clientId}`} prefetch={false} size="sm" fw={600}>
          {name}
        </TextLink>
      ) : (
        <Text size="sm" fw={600}>
          {name}
        </Text>
      )}
      {row.host !== null && row.host !== name && (
        <Text size="xs" c="var(--quiet)">
          {row.host}
        </Text>
      )}
    </>
  );
}

function RejectTable({ rows }: { rows: readonly ImportRejectRow[] }) {
  return (
    <ScrollRegion label={t("tabs.rejects")}>
      <Table miw="44rem">
        <TableThead>
          <TableTr>
            <TableTh>{t("rejectLine")}</TableTh>
            <TableTh>{t("rejectColumn")}</TableTh>
            <TableTh>{t("rejectWhy")}</TableTh>
            <TableTh>{t("rejectRow")}</TableTh>
          </TableTr>
        </TableThead>
        <TableTbody>
          {rows.map((row) => (
            <TableTr key={row.seq} style={{ verticalAlign: "top" }}>
              <TableTd>{row.line}</TableTd>
              <TableTd>{row.column ?? "–"}</TableTd>
              <TableTd>{explainReject(row)}</TableTd>
              <TableTd maw="24rem">
                <code className={classes.raw}>{row.raw}</code>
              </TableTd>
            </TableTr>
          ))}
        </TableTbody>
      </Table>
    </ScrollRegion>
  );
}

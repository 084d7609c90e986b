/** What an import changed (or would change) in the list of clients, against the snapshot before it. */
import { Alert, Stack, TableTd, TableTr, Text } from "@mantine/core";
import Link from "next/link";
import { Card } from "@/app/_components/card";
import { CardTable } from "@/app/_components/card-table";
import { exactText } from "@/app/_components/instant-text";
import { TextLink } from "@/app/_components/link.client";
import type { ImportChangeRow } from "@/lib/intake/import-changes";
import { type ChangeKind, changeKinds, type ImportDetail } from "@/lib/intake/queries";
import type { ImportDiff } from "@/lib/intake/store";
import { words } from "@/lib/platform/words";
import { importHref } from "../../_list/import-href";
import { ChangeWords } from "./change-words";
import { ClientName } from "./client-name";
import classes from "./difference-card.module.css";
import { ListPager } from "./list-pager";

const t = words("import");
const common = words("common");

interface DifferenceCardProps {
  found: ImportDetail;
  diff: ImportDiff;
  /** Null: another list of the page is open. */
  tab: ChangeKind | null;
  rows: readonly ImportChangeRow[];
  /** From 1. */
  page: number;
}

/** How many clients a tab has. */
export function tabCount(diff: ImportDiff, tab: ChangeKind): number {
  return (tab === "duplicate" ? diff.duplicates : diff[tab]) ?? 0;
}

/** The tab asked for, else the first that has something. */
export function tabOf(diff: ImportDiff, asked: ChangeKind | null): ChangeKind {
  return asked ?? changeKinds.find((tab) => tabCount(diff, tab) > 0) ?? "added";
}

/** Renders the tabs with their counts and a page of the chosen one. */
export function DifferenceCard({ found, diff, tab, rows, page }: DifferenceCardProps) {
  return (
    <Card title={t("difference")}>
      <Stack gap="sm">
        <ComparedWith found={found} diff={diff} />
        <Absent diff={diff} />
        <nav className={classes.tabs} aria-label={t("difference")}>
          {changeKinds.map((each) => (
            <Link
              key={each}
              href={importHref(found, { show: each })}
              scroll={false}
              prefetch={false}
              className={classes.tab}
              aria-current={each === tab ? "page" : undefined}
              data-empty={tabCount(diff, each) === 0 || undefined}
            >
              {t(`tabs.${each}`)} <strong>{common("number", { value: tabCount(diff, each) })}</strong>
            </Link>
          ))}
        </nav>
        {tab !== null && <OpenTab found={found} diff={diff} tab={tab} rows={rows} page={page} />}
      </Stack>
    </Card>
  );
}

function OpenTab({ found, diff, tab, rows, page }: DifferenceCardProps & { tab: ChangeKind }) {
  const total = tabCount(diff, tab);
  return (
    <section id="changes" aria-label={t(`tabs.${tab}`)} style={{ scrollMarginTop: 72 }}>
      <Stack gap="sm">
        <Text size="sm" c="var(--quiet)">
          {hintOf(found, tab, total)}
        </Text>
        {rows.length > 0 && <ChangeTable found={found} rows={rows} change={tab} />}
        <ListPager found={found} open={{ show: tab }} anchor="changes" page={page} total={total} />
      </Stack>
    </section>
  );
}

function hintOf(found: ImportDetail, tab: ChangeKind, total: number): string {
  if (total > 0) return t(`tabHints.${tab}`);
  return tab === "missing" && !found.complete ? t("missingPart") : t(`tabEmpty.${tab}`);
}

function ComparedWith({ found, diff: { previous } }: { found: ImportDetail; diff: ImportDiff }) {
  if (!previous) return <Text size="sm">{t("differenceFirst")}</Text>;
  const when = exactText(Date.parse(previous.exportedAt), found.timeZone, "en");
  return (
    <Text size="sm">
      {t.rich("differenceFromLink", {
        when,
        id: String(previous.importId),
        link: (linked) => (
          <TextLink
            href={importHref({ id: previous.importId, applianceId: found.applianceId })}
            size="sm"
            underline="always"
          >
            {linked}
          </TextLink>
        ),
      })}
    </Text>
  );
}

/** Fields that the file has no columns for are told once, and are no change. */
function Absent({ diff: { absent = [] } }: { diff: ImportDiff }) {
  if (absent.length === 0) return null;
  const names = absent.map((field) => {
    const key = `absentFields.${field}` as "absentFields.name";
    return t.has(key) ? t(key) : field;
  });
  const fields = new Intl.ListFormat("en", { type: "disjunction" }).format(names);
  return (
    <Alert variant="light" color="gray" p="xs">
      {t("absent", { fields, count: absent.length })}
    </Alert>
  );
}

interface ChangeTableProps {
  found: ImportDetail;
  rows: readonly ImportChangeRow[];
  change: ChangeKind;
}

function ChangeTable({ found, rows, change }: ChangeTableProps) {
  const heading = headingOf(change);
  return (
    <CardTable heads={[t("client"), heading]}>
      {rows.map((row) => (
        <TableTr key={row.clientId} style={{ verticalAlign: "top" }}>
          <TableTd>
            <ClientName
              applianceId={found.applianceId}
              clientId={row.clientId}
              known={row.known}
              name={row.name ?? row.host ?? ""}
              small={row.host}
            />
          </TableTd>
          <TableTd data-label={heading}>
            <Told row={row} change={change} />
          </TableTd>
        </TableTr>
      ))}
    </CardTable>
  );
}

function headingOf(change: ChangeKind): string {
  if (change === "moved" || change === "changed") return `${t("before")} → ${t("after")}`;
  return change === "unreadable" ? t("unreadableColumn") : t("changeFields.group");
}

function Told({ row: { before, after }, change }: { row: ImportChangeRow; change: ChangeKind }) {
  if (change === "moved" || change === "changed") return <ChangeWords before={before} after={after} />;
  if (change === "unreadable") {
    const line = String(after?.line ?? "");
    const column = typeof after?.column === "string" ? after.column : "none";
    return t("rejectIn", { line, column });
  }
  const group = (after ?? before)?.group;
  return typeof group === "string" ? group : "–";
}

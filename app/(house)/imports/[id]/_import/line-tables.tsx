/** The lines of a file: what each was read as, or what stood out in it. */
import { TableTd, TableTr, Text } from "@mantine/core";
import { CardTable } from "@/app/_components/card-table";
import { exactText } from "@/app/_components/instant-text";
import { StateBadge } from "@/app/_components/state-badge";
import { explainNotice } from "@/lib/intake/explain-import";
import type { ClientAtLine, ReadLine } from "@/lib/intake/import-lines";
import type { ImportDetail, ImportNoticeRow } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { ClientName } from "./client-name";

const t = words("import");
const common = words("common");

type Found = Pick<ImportDetail, "applianceId" | "timeZone" | "cameBy">;

/** `states`: the clients are members of a rollout, whose states are shown. */
export function ReadTable({
  found,
  rows,
  states,
}: {
  found: Found;
  rows: readonly ReadLine[];
  states: boolean;
}) {
  return (
    <CardTable
      heads={[
        t("lineNumber"),
        { word: t("lineClient"), miw: "9rem" },
        t("lineConnected"),
        t("lineNeedsUpdate"),
        states && t("lineState"),
      ]}
    >
      {rows.map((row) => (
        <TableTr key={`${row.line} ${row.clientId}`} style={{ verticalAlign: "top" }}>
          <TableTd data-label={t("lineNumber")}>{row.line}</TableTd>
          <TableTd>
            <ClientName
              applianceId={found.applianceId}
              {...row}
              small={row.possibleDuplicate ? t("linePossibleDuplicate") : null}
            />
          </TableTd>
          <TableTd data-label={t("lineConnected")}>{connectionText(row, found.timeZone)}</TableTd>
          <TableTd data-label={t("lineNeedsUpdate")}>{updateText(row)}</TableTd>
          {states && (
            <TableTd>{row.state === null ? t("newMember") : <StateBadge state={row.state} />}</TableTd>
          )}
        </TableTr>
      ))}
    </CardTable>
  );
}

function connectionText({ online, connectedAt, unreadable }: ReadLine, zone: string): string {
  if (unreadable) return t("lineUnreadable");
  if (online === true) return t("lineOnline");
  return connectedAt === null ? t("lineNoDate") : exactText(connectedAt, zone, "en");
}

function updateText({ needsUpdate, needsUpdateUnread }: ReadLine): string {
  if (needsUpdateUnread) return t("lineUnread");
  return needsUpdate === null ? t("lineNotSaid") : common(needsUpdate ? "yes" : "no");
}

interface NoticeTableProps {
  found: Found;
  rows: readonly ImportNoticeRow[];
  clients: readonly ClientAtLine[];
}

/** One row per notice; `clients`: who stands at their lines. */
export function NoticeTable({ found, rows, clients }: NoticeTableProps) {
  return (
    <CardTable
      heads={[t("lineNumber"), { word: t("lineClient"), miw: "9rem" }, t("lineWord"), t("lineNotice")]}
    >
      {rows.map((row) => {
        const client = clients.find(({ line }) => line === row.line);
        return (
          <TableTr key={row.seq} style={{ verticalAlign: "top" }}>
            <TableTd data-label={t("lineNumber")}>{row.line}</TableTd>
            <TableTd data-label={t("lineClient")}>
              {client ? <ClientName applianceId={found.applianceId} {...client} /> : "–"}
            </TableTd>
            <TableTd data-label={t("lineWord")}>
              <Word row={row} />
            </TableTd>
            <TableTd>{explainNotice(row, found.cameBy)}</TableTd>
          </TableTr>
        );
      })}
    </CardTable>
  );
}

function Word({ row: { column, params } }: { row: ImportNoticeRow }) {
  const { value } = params;
  return (
    <>
      <Text span size="sm" style={{ overflowWrap: "anywhere" }}>
        {value === undefined ? "–" : String(value)}
      </Text>
      {column !== null && (
        <Text span size="xs" c="var(--quiet)" display="block">
          {column}
        </Text>
      )}
    </>
  );
}

/** The uploaded lists: a table, and cards where the screen is too narrow for one. */
import {
  Box,
  Group,
  Paper,
  Stack,
  Table,
  TableTbody,
  TableTd,
  TableTh,
  TableThead,
  TableTr,
  Text,
} from "@mantine/core";
import { TextLink } from "@/app/_components/link.client";
import { ScrollRegion } from "@/app/_components/scroll-region";
import { When } from "@/app/_components/when.client";
import type { ImportBrief } from "@/lib/intake/import-page-queries";
import type { ImportRow } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { BroughtBy } from "./brought-by";
import { importHref } from "./import-href";
import { ImportStatusBadge } from "./import-status";
import { ListedLines } from "./listed-lines";
import { ListedOutcome } from "./listed-outcome";
import { MadeAt } from "./made-at";

const t = words("imports");
const kinds = words("kinds");

interface ImportListProps {
  rows: readonly ImportRow[];
  briefs: ReadonlyMap<number, ImportBrief>;
  /** Imports of more than one appliance may stand here. */
  several: boolean;
}

/** Renders what `listImports` found. */
export function ImportList({ rows, briefs, several }: ImportListProps) {
  return (
    <>
      <Stack gap="xs" hiddenFrom="sm">
        {rows.map((row) => (
          <ImportCard key={row.id} row={row} brief={briefs.get(row.id)} several={several} />
        ))}
      </Stack>
      <Paper withBorder bg="var(--surface)" visibleFrom="sm">
        <ScrollRegion label={t("list")}>
          <Table highlightOnHover miw="56rem" style={{ verticalAlign: "top" }}>
            <TableThead>
              <TableTr>
                <TableTh>{t("columns.file")}</TableTh>
                <TableTh>{t("columns.status")}</TableTh>
                <TableTh>{t("columns.outcome")}</TableTh>
                <TableTh>{t("columns.lines")}</TableTh>
                <TableTh>{t("columns.exportedAt")}</TableTh>
                <TableTh>{t("columns.uploaded")}</TableTh>
              </TableTr>
            </TableThead>
            <TableTbody>
              {rows.map((row) => (
                <TableTr key={row.id} style={{ verticalAlign: "top" }}>
                  <TableTd maw="18rem">
                    <FileName row={row} several={several} />
                  </TableTd>
                  <TableTd>
                    <ImportStatusBadge row={row} />
                  </TableTd>
                  <TableTd maw="22rem">
                    <ListedOutcome row={row} brief={briefs.get(row.id)} />
                  </TableTd>
                  <TableTd>
                    <ListedLines row={row} brief={briefs.get(row.id)} />
                  </TableTd>
                  <TableTd>
                    <MadeAt row={row} />
                  </TableTd>
                  <TableTd>
                    <When at={row.createdAt} zone={row.timeZone} />
                    <Text size="xs" c="var(--quiet)">
                      <BroughtBy row={row} />
                    </Text>
                  </TableTd>
                </TableTr>
              ))}
            </TableTbody>
          </Table>
        </ScrollRegion>
      </Paper>
    </>
  );
}

function FileName({ row, several }: { row: ImportRow; several: boolean }) {
  const small = [kinds(`plural.${row.kind}`), several && row.applianceName, !row.complete && t("partial")]
    .filter(Boolean)
    .join(" · ");
  return (
    <>
      <TextLink href={importHref(row)} fw={600} size="sm" style={{ overflowWrap: "anywhere" }}>
        {row.fileName}
      </TextLink>
      <Text size="xs" c="var(--quiet)">
        {small}
      </Text>
    </>
  );
}

interface ImportCardProps {
  row: ImportRow;
  brief: ImportBrief | undefined;
  several: boolean;
}

function ImportCard({ row, brief, several }: ImportCardProps) {
  return (
    <Paper withBorder p="sm" bg="var(--surface)">
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="xs">
        <div style={{ minWidth: 0 }}>
          <FileName row={row} several={several} />
        </div>
        <Box style={{ flex: "none" }}>
          <ImportStatusBadge row={row} />
        </Box>
      </Group>
      <Stack gap={4} mt={6}>
        <ListedOutcome row={row} brief={brief} />
        {row.rowsTotal > 0 && (
          <Text component="div" size="sm">
            <ListedLines row={row} brief={brief} />
          </Text>
        )}
      </Stack>
      <Text component="div" size="xs" c="var(--quiet)" mt={4}>
        {t("columns.uploaded")}: <When at={row.createdAt} zone={row.timeZone} /> <BroughtBy row={row} />
      </Text>
    </Paper>
  );
}

/** The uploaded exports: a table, and cards where the screen is too narrow for one. */
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
import { changeKinds, type ImportRow } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { ImportStatusBadge } from "./import-status";
import { MadeAt } from "./made-at";

const t = words("imports");
const kinds = words("kinds");
const common = words("common");

/** Renders what `listImports` found; `several`: imports of more than one appliance may stand here. */
export function ImportList({ rows, several }: { rows: readonly ImportRow[]; several: boolean }) {
  return (
    <>
      <Stack gap="xs" hiddenFrom="sm">
        {rows.map((row) => (
          <ImportCard key={row.id} row={row} several={several} />
        ))}
      </Stack>
      <Paper withBorder bg="var(--surface)" visibleFrom="sm">
        <ScrollRegion label={t("list")}>
          <Table highlightOnHover miw="52rem" style={{ verticalAlign: "top" }}>
            <TableThead>
              <TableTr>
                <TableTh>{t("columns.file")}</TableTh>
                <TableTh>{t("columns.status")}</TableTh>
                <TableTh>{t("columns.exportedAt")}</TableTh>
                <TableTh>{t("columns.rows")}</TableTh>
                <TableTh>{t("columns.difference")}</TableTh>
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
                  <TableTd>
                    <MadeAt row={row} />
                  </TableTd>
                  <TableTd>
                    <RowCounts row={row} />
                  </TableTd>
                  <TableTd>
                    <Difference row={row} />
                  </TableTd>
                  <TableTd>
                    <When at={row.createdAt} zone={row.timeZone} />
                    <Text size="xs" c="var(--quiet)">
                      {t("by", { name: row.uploadedBy })}
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

interface RowProps {
  row: ImportRow;
}

function FileName({ row, several }: RowProps & { several: boolean }) {
  const small = [kinds(`plural.${row.kind}`), several && row.applianceName, !row.complete && t("partial")]
    .filter(Boolean)
    .join(" · ");
  return (
    <>
      <TextLink href={`/imports/${row.id}`} fw={600} size="sm" style={{ overflowWrap: "anywhere" }}>
        {row.fileName}
      </TextLink>
      <Text size="xs" c="var(--quiet)">
        {small}
      </Text>
    </>
  );
}

function RowCounts({ row }: RowProps) {
  if (row.rowsTotal === 0) return t("noRows");
  return (
    <>
      {t("rows", { accepted: row.rowsAccepted })}
      {row.rowsRejected > 0 && (
        <Text size="xs" c="var(--quiet)">
          {t("rowsRejected", { rejected: row.rowsRejected })}
        </Text>
      )}
    </>
  );
}

/** The counts that are not zero, in words. */
function Difference({ row: { diff } }: RowProps) {
  if (diff === null) return t("noRows");
  const counts = changeKinds.map((change) => ({
    change,
    count: change === "duplicate" ? diff.duplicates : diff[change],
  }));
  const parts = counts.filter(({ count }) => count > 0);
  if (parts.length === 0) return t("noChange");
  return (
    <Text size="sm" maw="15rem">
      {parts
        .map(
          ({ change, count }) =>
            `${common("number", { value: count })} ${t(`changes.${change}`).toLowerCase()}`,
        )
        .join(", ")}
    </Text>
  );
}

function ImportCard({ row, several }: RowProps & { several: boolean }) {
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
      {row.rowsTotal > 0 && (
        <Text component="div" size="sm" mt={6}>
          <RowCounts row={row} />
        </Text>
      )}
      <Text component="div" size="xs" c="var(--quiet)" mt={4}>
        {t("columns.uploaded")}: <When at={row.createdAt} zone={row.timeZone} />{" "}
        {t("by", { name: row.uploadedBy })}
      </Text>
    </Paper>
  );
}

/** Rows that could not be used: where, why, and as they stood in the file. */
import { Group, Text } from "@mantine/core";
import type { CameBy } from "@/lib/intake/came-by";
import { explainReject } from "@/lib/intake/explain-import";
import type { ImportRejectRow } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { CopyRow } from "./copy-row.client";
import classes from "./reject-list.module.css";
import { RowText } from "./row-text";

const t = words("import");

/** Renders one block per row, with its full width for the row itself. */
export function RejectList({ rows, cameBy }: { rows: readonly ImportRejectRow[]; cameBy: CameBy }) {
  return (
    <ol className={classes.list}>
      {rows.map((row) => (
        <li key={row.seq} className={classes.row}>
          <Group justify="space-between" wrap="nowrap" gap="xs">
            <Text size="sm" fw={600}>
              {t("rejectIn", { line: row.line, column: row.column ?? "none" })}
            </Text>
            <CopyRow raw={row.raw} line={row.line} />
          </Group>
          <Text size="sm">{explainReject(row, cameBy)}</Text>
          <RowText raw={row.raw} word={wordOf(row)} />
        </li>
      ))}
    </ol>
  );
}

function wordOf({ params }: ImportRejectRow): string | null {
  const { value } = params;
  return value === undefined || value === "none" ? null : String(value);
}

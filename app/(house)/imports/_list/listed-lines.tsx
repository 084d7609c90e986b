/** What became of the lines of a file, in short: each number a link to its lines. */
import { Text } from "@mantine/core";
import { TextLink } from "@/app/_components/link.client";
import type { ImportBrief } from "@/lib/intake/import-page-queries";
import type { ImportRow } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { importHref } from "./import-href";

const t = words("imports");

/** Renders how many were read, and below it how many were noticed or rejected, if any. */
export function ListedLines({ row, brief }: { row: ImportRow; brief: ImportBrief | undefined }) {
  if (row.rowsTotal === 0) return t("noRows");
  const noticed = brief?.lines?.noticed ?? 0;
  return (
    <>
      {t("rows", { accepted: row.rowsAccepted })}
      {noticed > 0 && (
        <Text size="xs">
          <TextLink href={importHref(row, { show: "noticed" })} size="xs" prefetch={false}>
            {t("rowsNoticed", { noticed })}
          </TextLink>
        </Text>
      )}
      {row.rowsRejected > 0 && (
        <Text size="xs">
          <TextLink href={importHref(row, { show: "rejects" })} size="xs" prefetch={false}>
            {t("rowsRejected", { rejected: row.rowsRejected })}
          </TextLink>
        </Text>
      )}
    </>
  );
}

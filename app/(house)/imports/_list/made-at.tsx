/** When an export was made, and how sure that is (rule 2). */
import { Text } from "@mantine/core";
import { When } from "@/app/_components/when.client";
import type { ImportRow } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";

const t = words("imports");

/** "20 Nov 2026, 14:00", with "at least" where the file does not say. */
export function MadeAt({ row }: { row: Pick<ImportRow, "exportedAt" | "exportedAtBasis" | "timeZone"> }) {
  if (row.exportedAt === null) return <span>–</span>;
  return (
    <>
      <When at={row.exportedAt} zone={row.timeZone} as="exact" />
      {row.exportedAtBasis === "newest_date" && (
        <Text size="xs" c="var(--quiet)" title={t("atLeastHint")}>
          {t("atLeast")}
        </Text>
      )}
    </>
  );
}

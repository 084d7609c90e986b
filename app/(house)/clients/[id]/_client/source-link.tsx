/** Where a piece of evidence came from, as a link to it. */
import { Text } from "@mantine/core";
import { TextLink } from "@/app/_components/link.client";
import type { EvidenceSource } from "@/lib/core/evidence";
import { words } from "@/lib/platform/words";

const t = words("client");

/** "Import 12, line 3401", leading to the import; a person's word leads nowhere. */
export function SourceLink({ source }: { source: EvidenceSource }) {
  if (source.type === "person") return <Text size="sm">{t("fromPerson")}</Text>;
  const importId = String(source.importId);
  return (
    <TextLink href={`/imports/${importId}`} prefetch={false} size="sm">
      {source.line === null
        ? t("fromImportWhole", { importId })
        : t("fromImport", { importId, line: String(source.line) })}
    </TextLink>
  );
}

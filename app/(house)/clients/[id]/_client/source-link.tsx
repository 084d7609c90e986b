/** Where a piece of evidence came from, as a link to it. */
import { Text } from "@mantine/core";
import { TextLink } from "@/app/_components/link.client";
import type { EvidenceSource } from "@/lib/core/evidence";
import { words } from "@/lib/platform/words";

const t = words("client");

/** "Import 12, line 3401", leading to the import; "Feed 3" to the feed; a person's word leads nowhere. */
export function SourceLink({ source }: { source: EvidenceSource }) {
  if (source.type === "person") return <Text size="sm">{t("fromPerson")}</Text>;
  if (source.type === "feed") {
    const feedId = String(source.feedId);
    return (
      <TextLink href={`/settings/feeds/${feedId}`} prefetch={false} size="sm">
        {t("fromFeed", { feedId })}
      </TextLink>
    );
  }
  const importId = String(source.importId);
  return (
    <TextLink href={`/imports/${importId}`} prefetch={false} size="sm">
      {source.line === null
        ? t("fromImportWhole", { importId })
        : t("fromImport", { importId, line: String(source.line) })}
    </TextLink>
  );
}

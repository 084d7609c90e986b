/** Where a piece of evidence came from, as a link to it. */
import { Text } from "@mantine/core";
import { FeedLink } from "@/app/_components/feed-link";
import { TextLink } from "@/app/_components/link.client";
import type { EvidenceSource } from "@/lib/core/evidence";
import { words } from "@/lib/platform/words";
import type { ClientSighting } from "@/lib/rollout/clients/client-evidence";

const t = words("client");

interface SourceLinkProps {
  source: EvidenceSource;
  sightings: readonly ClientSighting[];
}

/** "Import 12, line 3401", leading to the import, with the feed that made it; a feed by its name; a person's word leads nowhere. */
export function SourceLink({ source, sightings }: SourceLinkProps) {
  const list = sightings.find((sighting) => isSame(sighting.source, source));
  if (source.type === "person") return <Text size="sm">{t("fromPerson")}</Text>;
  if (source.type === "feed") {
    const { feedId, feedName: name = null, feedRemoved: removed = false } = source;
    return (
      <>
        <Text component="span" size="sm">
          <FeedLink id={feedId} name={name} removed={removed} />
        </Text>
        {source.isInferred && (
          <Text size="xs" c="var(--quiet)">
            {t("inferred")}
          </Text>
        )}
      </>
    );
  }
  const importId = String(source.importId);
  return (
    <>
      <TextLink href={`/imports/${importId}`} prefetch={false} size="sm">
        {source.line === null
          ? t("fromImportWhole", { importId })
          : t("fromImport", { importId, line: String(source.line) })}
      </TextLink>
      {list !== undefined && list.feedId !== null && (
        <Text size="xs" c="var(--quiet)">
          <FeedLink id={list.feedId} name={list.feedName} removed={list.feedRemoved} />
        </Text>
      )}
    </>
  );
}

/** A single observation has one number whoever made it; of a list the whole import speaks. */
function isSame(one: EvidenceSource, other: EvidenceSource): boolean {
  if (one.type === "import") return other.type === "import" && one.importId === other.importId;
  return other.type !== "import" && one.sightingId === other.sightingId;
}

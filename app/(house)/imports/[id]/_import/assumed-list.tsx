/** What was assumed in reading a file, on what, and how to correct it. */
import { List, ListItem, Text } from "@mantine/core";
import { TextLink } from "@/app/_components/link.client";
import type { Assumption } from "@/lib/intake/assumptions";
import { explainAssumption } from "@/lib/intake/explain-import";
import type { ImportDetail } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { importsHref } from "../../_list/import-href";
import { correctionOf, feedBrings } from "./correction-of";

const t = words("import");

interface AssumedListProps {
  found: ImportDetail;
  assumed: readonly Assumption[];
  /** The reader may upload a file, and take an import back. */
  mayUpload: boolean;
}

/** Renders a sentence for each, and below it what to do if it is wrong. */
export function AssumedList({ found, assumed, mayUpload }: AssumedListProps) {
  const { cameBy, feedRemoved } = found;
  return (
    <>
      <List size="sm" spacing={6}>
        {assumed.map((each) => (
          <ListItem key={`${each.what} ${each.value} ${each.basis}`}>
            {explainAssumption(each, found.timeZone, cameBy)}
            {mayUpload && !feedRemoved && (
              <Text size="xs" c="var(--quiet)">
                {t(correctionOf(each, cameBy) as "correct.kind.stated")}
              </Text>
            )}
          </ListItem>
        ))}
      </List>
      {mayUpload && <WhatToDo found={found} />}
    </>
  );
}

/** What a feed brought cannot be uploaded again: its settings say how the next one is read. */
function WhatToDo({ found }: { found: ImportDetail }) {
  const { feedId, feedRemoved, cameBy, applianceId } = found;
  if (feedRemoved) {
    return (
      <Text size="sm" mt="xs">
        {t("feedRemoved")}
      </Text>
    );
  }
  const href = feedId === null ? importsHref(found) : `/settings/feeds/${feedId}?applianceId=${applianceId}`;
  return (
    <Text size="sm" mt="xs">
      <TextLink href={href} size="sm" underline="always">
        {t(feedId === null ? "assumedAgain" : "feedSettings")}
      </TextLink>
      {". "}
      {cameBy === "upload" ? t("assumedAgainHint") : t(`feedSettingsHint.${feedBrings(cameBy)}`)}
    </Text>
  );
}

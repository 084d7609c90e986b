/** What was assumed in reading a file, on what, and how to correct it. */
import { List, ListItem, Text } from "@mantine/core";
import { TextLink } from "@/app/_components/link.client";
import type { Assumption } from "@/lib/intake/assumptions";
import { explainAssumption } from "@/lib/intake/explain-import";
import type { ImportDetail } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { importsHref } from "../../_list/import-href";

const t = words("import");

interface AssumedListProps {
  found: ImportDetail;
  assumed: readonly Assumption[];
  /** The reader may upload the file again. */
  mayUpload: boolean;
}

/** Renders a sentence for each, and below it what to do if it is wrong. */
export function AssumedList({ found, assumed, mayUpload }: AssumedListProps) {
  return (
    <>
      <List size="sm" spacing={6}>
        {assumed.map((each) => (
          <ListItem key={`${each.what} ${each.value} ${each.basis}`}>
            {explainAssumption(each, found.timeZone)}
            {mayUpload && (
              <Text size="xs" c="var(--quiet)">
                {correctionOf(each)}
              </Text>
            )}
          </ListItem>
        ))}
      </List>
      {mayUpload && (
        <Text size="sm" mt="xs">
          <TextLink href={importsHref(found)} size="sm" underline="always">
            {t("assumedAgain")}
          </TextLink>
          {". "}
          {t("assumedAgainHint")}
        </Text>
      )}
    </>
  );
}

function correctionOf(each: Assumption): string {
  if (each.what === "complete") return t(`correct.complete.${each.value}`);
  const key = `correct.${each.what}.${each.basis}` as "correct.kind.stated";
  return t(key);
}

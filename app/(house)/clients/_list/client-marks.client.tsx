"use client";
/** What sets a client apart beside its state: late, left, a shadow, possibly a duplicate. */
import { Badge, Group, Tooltip } from "@mantine/core";
import { useTranslations } from "use-intl";
import type { ClientListItem } from "./list-item";

const touchToo = { hover: true, focus: true, touch: true };

/** Renders nothing for a client without marks. */
export function ClientMarks({
  item,
}: {
  item: Pick<ClientListItem, "late" | "left" | "shadow" | "possibleDuplicate">;
}) {
  const t = useTranslations("clients");
  const marks = [
    item.late && { word: t("flag.late"), hint: t("lateHint") },
    item.left && { word: t("flag.left"), hint: t("leftHint") },
    item.shadow && { word: t("shadow"), hint: null },
    item.possibleDuplicate && { word: t("duplicate"), hint: t("duplicateHint") },
  ].filter((mark) => mark !== false);
  if (marks.length === 0) return null;
  return (
    <Group gap={4} mt={2}>
      {marks.map(({ word, hint }) => (
        <Tooltip key={word} label={hint} disabled={hint === null} events={touchToo}>
          <Badge size="xs" variant="outline" color="gray" tt="none" c="var(--quiet)">
            {word}
          </Badge>
        </Tooltip>
      ))}
    </Group>
  );
}

/** For newcomers: how the export is made, as far as the vendor says it. */
import { List, ListItem, Text } from "@mantine/core";
import { words } from "@/lib/platform/words";

const t = words("imports");

/** Renders the steps; `open` unfolds them for whoever has imported nothing yet. Source: upgrade guides, proof procedure. */
export function HowToExport({ open }: { open: boolean }) {
  return (
    <details open={open}>
      <summary>
        <Text span size="sm" fw={600}>
          {t("how")}
        </Text>
      </summary>
      <List type="ordered" size="sm" mt="xs" spacing={4}>
        <ListItem>{t("howSteps.console")}</ListItem>
        <ListItem>{t("howSteps.export")}</ListItem>
        <ListItem>{t("howSteps.drop")}</ListItem>
      </List>
      <Text size="xs" c="var(--quiet)" mt="xs" maw="52rem">
        {t("howSource")} {t("howApi")}
      </Text>
    </details>
  );
}

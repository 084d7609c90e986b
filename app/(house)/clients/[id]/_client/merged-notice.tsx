/** Says that a person merged the client into another, which stands for both, and how to split them again. */
import { Alert, Group, Stack, Text } from "@mantine/core";
import { TextLink } from "@/app/_components/link.client";
import { When } from "@/app/_components/when.client";
import { words } from "@/lib/platform/words";
import type { ClientDetail } from "@/lib/rollout/clients/client-detail";
import { SplitButton } from "./merge.client";

const t = words("client");

/** Renders nothing for a client that stands for itself. */
export function MergedNotice({ client, mayMerge }: { client: ClientDetail; mayMerge: boolean }) {
  const merge = client.merges.find(({ clientId, removedAt }) => clientId === client.id && removedAt === null);
  if (!merge) return null;
  const into = t("mergeEntry", { name: merge.intoName, id: String(merge.intoId) });
  return (
    <Alert color="gray" variant="light" mb="md" title={t("mergedTitle", { name: into })}>
      <Stack gap="xs">
        <Text size="sm">
          {t("mergedText", { by: merge.madeBy })}{" "}
          <TextLink href={`/clients/${merge.intoId}`} size="sm" underline="always">
            {t("mergedLink", { name: into })}
          </TextLink>
        </Text>
        <Group justify="space-between" gap="xs">
          <Text size="sm" c="var(--quiet)">
            {t("mergedSince")} <When at={merge.madeAt} zone={client.timeZone} as="both" />
          </Text>
          {mayMerge && (
            <SplitButton
              client={{ id: client.id, name: client.name, group: client.group }}
              label={t("splitAgain")}
            />
          )}
        </Group>
      </Stack>
    </Alert>
  );
}

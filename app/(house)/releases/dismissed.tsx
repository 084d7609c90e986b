/** Releases that feeds have noticed and somebody has dismissed: who and when, and the way back. */
import { Group, Stack, Text } from "@mantine/core";
import { When } from "@/app/_components/when.client";
import { words } from "@/lib/platform/words";
import type { ReleaseProposal } from "@/lib/rollout/releases/proposal-queries";
import { Between, NoticedBy } from "./noticed";
import { ReopenNotice } from "./reopen-notice.client";

const t = words("proposals");

interface DismissedProps {
  /** The newest decision first. */
  proposals: readonly ReleaseProposal[];
  zone: string;
  mayRecord: boolean;
}

/** Renders them folded away; nothing where there are none. */
export function Dismissed({ proposals, zone, mayRecord }: DismissedProps) {
  if (proposals.length === 0) return null;
  return (
    <details>
      <summary>
        <Text component="span" size="sm">
          {t("dismissedCount", { count: proposals.length })}
        </Text>
      </summary>
      <Stack component="ul" gap="sm" mt="xs" pl={0} style={{ listStyle: "none" }}>
        {proposals.map((proposal) => (
          <Group key={proposal.id} component="li" justify="space-between" align="flex-start" gap="xs">
            <div style={{ flex: "1 1 16rem" }}>
              <Text size="sm">
                {t.rich("dismissedBy", {
                  version: proposal.version,
                  unit: proposal.unit ?? "none",
                  by: proposal.decidedBy ?? "",
                  when: () => <When at={proposal.decidedAt} zone={zone} as="both" />,
                })}
              </Text>
              <Text size="xs" c="var(--quiet)">
                <NoticedBy proposal={proposal} /> <Between proposal={proposal} zone={zone} />
              </Text>
            </div>
            {mayRecord && <ReopenNotice id={proposal.id} version={proposal.version} />}
          </Group>
        ))}
      </Stack>
    </details>
  );
}

/** How somebody sends to a feed: a command that can be run as it stands, and the key it needs. */
import { Stack, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { TextLink } from "@/app/_components/link.client";
import type { FeedDetail } from "@/lib/feeds/queries";
import { env } from "@/lib/platform/env";
import { words } from "@/lib/platform/words";
import { CopiedCode } from "./copied-code.client";
import { Examples } from "./examples";

const t = words("feeds");

interface SendCardProps {
  feed: FeedDetail;
  mayMakeKeys: boolean;
  /** The page's instant, epoch milliseconds. */
  now: number;
}

/** Nothing for a feed that asks the appliance. */
export function SendCard({ feed, mayMakeKeys, now }: SendCardProps) {
  const { type } = feed;
  if (type === "outbound_events" || type === "folder" || type === "url") {
    return (
      <Card title={t("send.title")}>
        <Stack gap="sm">
          <Text size="sm" maw="75ch">
            {t(`send.${type}`)}
          </Text>
          <Examples feed={feed} />
        </Stack>
      </Card>
    );
  }
  if (type !== "events" && type !== "syslog") return null;
  return (
    <Card title={t("send.title")}>
      <Stack gap="sm">
        <Text size="sm" maw="75ch">
          {t(`send.${type}`)}
        </Text>
        <CopiedCode label={t("send.command")} code={commandFor(type, feed.id, now)} />
        <Text size="sm" maw="75ch">
          {t("send.key", { appliance: feed.applianceName })}{" "}
          {mayMakeKeys ? (
            <TextLink href="/settings/api-keys" size="sm" underline="always">
              {t("send.makeKey")}
            </TextLink>
          ) : (
            t("send.askKey")
          )}
        </Text>
        <Examples feed={feed} />
      </Stack>
    </Card>
  );
}

function commandFor(type: "events" | "syslog", feedId: number, now: number): string {
  const address = `${env().ROLLCALL_URL}/api/v1/feeds/${feedId}/${type}`;
  const head = 'curl -H "Authorization: Bearer $AGENT_KEY"';
  if (type === "syslog")
    return `${head} -H "Content-Type: text/plain" \\\n  --data-binary @syslog.txt ${address}`;
  const seenAt = `${new Date(now).toISOString().slice(0, 16)}:00Z`;
  const event = JSON.stringify({ kind: "jump_client", hostname: "pc-0042", seenAt });
  return `${head} -H "Content-Type: application/x-ndjson" \\\n  --data-binary '${event}' \\\n  ${address}`;
}

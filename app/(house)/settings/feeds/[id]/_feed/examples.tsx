/** Ready configurations for a feed, one below the other, closed until they are wanted. */
import { Accordion, AccordionControl, AccordionItem, AccordionPanel, Text } from "@mantine/core";
import type { FeedDetail } from "@/lib/feeds/queries";
import { examplesFor } from "@/lib/feeds/ready-examples";
import { env } from "@/lib/platform/env";
import { words } from "@/lib/platform/words";
import { CopiedCode } from "./copied-code.client";

const t = words("feeds");

/** Nothing where there is none for this kind of feed. */
export function Examples({ feed: { id, type, settings, baseUrl } }: { feed: FeedDetail }) {
  const { ROLLCALL_URL, ROLLCALL_SYSLOG_TCP_PORT, ROLLCALL_FEED_FOLDER } = env();
  const drops = [ROLLCALL_FEED_FOLDER, settings.path].filter(Boolean).join("/");
  const examples = examplesFor(type, {
    url: ROLLCALL_URL,
    syslogPort: ROLLCALL_SYSLOG_TCP_PORT,
    drops: drops === "" ? null : drops,
    fetched: type === "url" ? baseUrl : null,
    feedId: id,
  });
  if (examples.length === 0) return null;
  return (
    <>
      <Text size="sm" maw="75ch">
        {t("send.examples")}
      </Text>
      <Accordion variant="contained" chevronPosition="left">
        {examples.map(({ title, code }) => (
          <AccordionItem key={title} value={title}>
            <AccordionControl>
              <Text size="sm" fw={600}>
                {title}
              </Text>
            </AccordionControl>
            <AccordionPanel>
              <CopiedCode label={title} code={code} />
            </AccordionPanel>
          </AccordionItem>
        ))}
      </Accordion>
    </>
  );
}

/** What became of everything that a feed told, by reason, in sentences. */
import { Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { When } from "@/app/_components/when.client";
import type { FeedDetail } from "@/lib/feeds/queries";
import { words } from "@/lib/platform/words";
import { isStale } from "../../_feeds/standing";
import classes from "./counts-card.module.css";

const t = words("feeds");

/** In the order in which things happen to a record. */
const reasons = [
  "observed",
  "changed",
  "repeated",
  "registered",
  "unknown",
  "several",
  "lists",
  "sameLists",
  "files",
  "unchanged",
  "cut",
  "refused",
  "other_site",
  "appliance",
  "logout",
  "other_login",
  "not_successful",
  "unknown_user",
  "configuration",
  "other_event",
  "waiting",
  "dropped",
  "no_event",
  "contradictory",
  "not_bg",
  "empty",
] as const;

export function CountsCard({ feed }: { feed: FeedDetail }) {
  const { counts, createdAt, lastReadAt, timeZone } = feed;
  const known = reasons.filter((reason) => (counts[reason] ?? 0) > 0);
  const others = Object.entries(counts).filter(
    ([name, count]) => count > 0 && !(reasons as readonly string[]).includes(name),
  );
  const isEmpty = known.length === 0 && others.length === 0;
  return (
    <Card title={t("counts.title")}>
      {isEmpty ? (
        <Text size="sm" c="var(--quiet)">
          {t("counts.none")}
        </Text>
      ) : (
        <>
          <ul className={classes.counts} data-stale={isStale(feed) || undefined}>
            {known.map((reason) => (
              <Line key={reason} count={counts[reason] ?? 0}>
                {t(`counts.of.${reason}`, { count: counts[reason] ?? 0 })}
              </Line>
            ))}
            {others.map(([name, count]) => (
              <Line key={name} count={count}>
                {t("counts.other", { name })}
              </Line>
            ))}
          </ul>
          <Text component="div" size="xs" c="var(--quiet)" mt="sm">
            {t.rich("counts.since", {
              since: () => <When at={createdAt} zone={timeZone} as="exact" />,
              newest: () => <When at={lastReadAt} zone={timeZone} />,
            })}
          </Text>
        </>
      )}
    </Card>
  );
}

function Line({ count, children }: { count: number; children: string }) {
  return (
    <li className={classes.line}>
      <b className={classes.count}>{count.toLocaleString("en")}</b>
      <span>{children}</span>
    </li>
  );
}

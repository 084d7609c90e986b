/** Progress by kind and by group: bars whose parts lead to the clients behind them, and the same as tables. */
import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Card } from "@/app/_components/card";
import { type ClientsBehind, clientsHref, stateHrefs } from "@/app/_components/clients-href";
import { FeedDoubt } from "@/app/_components/feed-doubt";
import { TextLink } from "@/app/_components/link.client";
import { ScrollRegion } from "@/app/_components/scroll-region";
import { restsOnStale } from "@/app/_components/stale-part";
import { StateBar, type StateCounts } from "@/app/_components/state-bar";
import { memberStates } from "@/lib/core/member";
import type { SnapshotAge } from "@/lib/fleet/appliance-queries";
import { words } from "@/lib/platform/words";
import type { RolloutPage } from "@/lib/rollout/queries";
import classes from "./rollout.module.css";

const t = words("rollout");
const kindWord = words("kinds");
const stateWord = words("states");
const common = words("common");

interface Bar {
  key: string;
  name: string;
  counts: StateCounts;
  /** Which clients it stands for; `null` where no filter says it. */
  behind: ClientsBehind | null;
  note?: ReactNode;
  /** They rest on a feed that does not speak of the present. */
  isStale?: boolean;
}

/** Progress by kind of client. */
export function KindBars({ page }: { page: RolloutPage }) {
  const bars = page.byKind.map(({ kind, counts, source }) => ({
    key: kind,
    name: kindWord(`plural.${kind}`),
    counts,
    behind: { rolloutId: page.rollout.id, kind },
    ...doubtOf(page, source),
  }));
  return (
    <Card title={t("byKind")}>
      <Bars bars={bars} label={t("byKind")} first={t("kind")} />
    </Card>
  );
}

/** What is to be said of where a kind's numbers come from, and whether they speak of the present. */
function doubtOf({ feeds, rollout }: RolloutPage, source: SnapshotAge | null): Pick<Bar, "note" | "isStale"> {
  if (source === null) return { note: t("noSource") };
  if (!restsOnStale(rollout, [source], feeds)) return {};
  const feed = feeds.find(({ id }) => id === source.feedId);
  return { note: feed && <FeedDoubt {...feed} zone={rollout.timeZone} />, isStale: true };
}

/** Progress by group; those with the most members behind first. */
export function GroupBars({ page, allShown }: { page: RolloutPage; allShown: boolean }) {
  // A group has clients of all kinds.
  const isStale = restsOnStale(page.rollout, page.sources, page.feeds);
  const bars = page.byGroup.map(({ group, counts }) => ({
    key: group ?? "",
    name: group ?? common("noGroup"),
    counts,
    behind: group === null ? null : { rolloutId: page.rollout.id, group },
    isStale,
  }));
  const hidden = page.groups - page.byGroup.length;
  return (
    <Card title={t("byGroup")}>
      <Bars bars={bars} label={t("byGroup")} first={t("group")} />
      {hidden > 0 && !allShown && (
        <TextLink
          href={`/rollouts/${page.rollout.id}?groups=all`}
          size="sm"
          lh="24px"
          display="inline-block"
          mt="xs"
        >
          {t("moreGroups", { count: hidden })}
        </TextLink>
      )}
    </Card>
  );
}

function Bars({ bars, label, first }: { bars: readonly Bar[]; label: string; first: string }) {
  if (bars.length === 0) {
    return (
      <Text size="sm" c="var(--quiet)">
        {t("emptyTitle")}
      </Text>
    );
  }
  return (
    <>
      <ul className={classes.bars}>
        {bars.map(({ key, name, counts, behind, note, isStale }) => {
          const total = memberStates.reduce((sum, state) => sum + counts[state], 0);
          return (
            <li key={key} data-stale={isStale || undefined}>
              <div className={classes.barHead}>
                {behind ? (
                  <TextLink href={clientsHref(behind)} prefetch={false} size="sm" c="inherit" fw={500}>
                    {name}
                  </TextLink>
                ) : (
                  <Text size="sm" fw={500}>
                    {name}
                  </Text>
                )}
                <Text size="xs" c="var(--quiet)">
                  {t("barCount", { checkedIn: counts.checked_in, total })}
                </Text>
              </div>
              <StateBar
                counts={counts}
                label={name}
                thickness={12}
                {...(behind ? { hrefs: stateHrefs(behind) } : {})}
              />
              {note && (
                <Text size="xs" c="var(--quiet)" mt={2}>
                  {note}
                </Text>
              )}
            </li>
          );
        })}
      </ul>
      <details className={classes.details}>
        <summary>{t("asTable")}</summary>
        <ScrollRegion label={label}>
          <Table>
            <TableThead>
              <TableTr>
                <TableTh>{first}</TableTh>
                {memberStates.map((state) => (
                  <TableTh key={state} ta="right">
                    {stateWord(state)}
                  </TableTh>
                ))}
              </TableTr>
            </TableThead>
            <TableTbody>
              {bars.map(({ key, name, counts, behind }) => (
                <TableTr key={key}>
                  <TableTh scope="row" fw={500}>
                    {name}
                  </TableTh>
                  {memberStates.map((state) => (
                    <TableTd key={state} ta="right">
                      {behind && counts[state] > 0 ? (
                        <TextLink href={clientsHref({ ...behind, state })} prefetch={false} size="sm">
                          {counts[state].toLocaleString("en")}
                        </TextLink>
                      ) : (
                        counts[state].toLocaleString("en")
                      )}
                    </TableTd>
                  ))}
                </TableTr>
              ))}
            </TableTbody>
          </Table>
        </ScrollRegion>
      </details>
    </>
  );
}

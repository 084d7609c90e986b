/** What has happened to a client: states, words of people and the exports it appeared in, the newest first. */
import { Stack, Text } from "@mantine/core";
import {
  IconArrowRight,
  IconArrowsJoin2,
  IconBroadcast,
  IconCircleMinus,
  IconFileImport,
  IconFlag,
  IconMessageCheck,
  IconPackage,
  IconRotate2,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Card } from "@/app/_components/card";
import { FeedLink } from "@/app/_components/feed-link";
import { TextLink } from "@/app/_components/link.client";
import { StateBadge } from "@/app/_components/state-badge";
import { When } from "@/app/_components/when.client";
import { readCause } from "@/lib/core/causes";
import { words } from "@/lib/platform/words";
import type { ClientDetail } from "@/lib/rollout/clients/client-detail";
import type { ClientSighting } from "@/lib/rollout/clients/client-evidence";
import type { ClientTransition } from "@/lib/rollout/members/client-history";
import { explain } from "@/lib/rollout/members/explain";
import type { WorkEvent } from "@/lib/work/item-history";
import classes from "./history-card.module.css";
import { workEvents } from "./work-events";

const t = words("client");
const states = words("states");

export interface HistoryEvent {
  key: string;
  at: number;
  icon: ReactNode;
  title: ReactNode;
  detail?: ReactNode;
}

/** Renders the events as a list. */
export function HistoryCard({ client, work }: { client: ClientDetail; work: readonly WorkEvent[] }) {
  const events = [
    ...openings(client),
    ...transitions(client),
    ...attestations(client),
    ...exclusions(client),
    ...merges(client),
    ...appearances(client),
    ...workEvents(work),
  ].sort((a, b) => b.at - a.at);
  return (
    <Card title={t("history")}>
      {events.length === 0 && (
        <Text size="sm" c="var(--quiet)">
          {t("historyEmpty")}
        </Text>
      )}
      <Stack component="ol" gap="sm" className={classes.events}>
        {events.map((event) => (
          <li key={event.key} className={classes.event}>
            <span className={classes.icon} aria-hidden>
              {event.icon}
            </span>
            <div className={classes.words}>
              <Text component="div" size="sm">
                {event.title}
              </Text>
              {event.detail && (
                <Text component="div" size="sm" c="var(--quiet)">
                  {event.detail}
                </Text>
              )}
              <Text component="div" size="xs" c="var(--quiet)">
                <When at={event.at} zone={client.timeZone} as="both" />
              </Text>
            </div>
          </li>
        ))}
      </Stack>
    </Card>
  );
}

const size = 16;

function openings({ memberships }: ClientDetail): HistoryEvent[] {
  return memberships.map((member) => ({
    key: `opened ${member.rolloutId}`,
    at: member.openedAt,
    icon: <IconPackage size={size} />,
    title: t("historyKinds.opened", { release: member.release, state: states(member.opening) }),
  }));
}

function transitions({ transitions: changes, timeZone }: ClientDetail): HistoryEvent[] {
  return changes.map((change, place) => ({
    key: `transition ${place}`,
    at: change.at,
    icon: <IconArrowRight size={size} />,
    title: (
      <span className={classes.move}>
        <StateBadge state={change.fromState} /> → <StateBadge state={change.toState} />
      </span>
    ),
    detail: (
      <>
        {explain(change.reason, timeZone).sentence}{" "}
        <Text span size="xs" inherit>
          <Cause change={change} />
        </Text>
      </>
    ),
  }));
}

/** What brought a transition about; an import or a feed is a link to it. */
function Cause({ change: { cause, feed } }: { change: ClientTransition }) {
  if (feed !== null) return t.rich("causeFeed", { feed: () => <FeedLink {...feed} /> });
  const read = readCause(cause);
  if (read === null) return t("cause", { cause });
  const { form, id, by } = read;
  const text = t("cause", { cause: words("causes")(form, { id, by }) });
  if (form !== "import") return text;
  return (
    <TextLink href={`/imports/${id}`} prefetch={false} inherit underline="always">
      {text}
    </TextLink>
  );
}

function attestations(client: ClientDetail): HistoryEvent[] {
  return client.attestations.flatMap(({ id, madeBy, madeAt, note, removedBy, removedAt }) => [
    {
      key: `attested ${id}`,
      at: madeAt,
      icon: <IconMessageCheck size={size} />,
      title: t("historyKinds.attested", { by: madeBy, note }),
    },
    ...removal(
      `attestation ${id} removed`,
      removedAt,
      t("historyKinds.attestationRemoved", { by: removedBy ?? "" }),
    ),
  ]);
}

function exclusions(client: ClientDetail): HistoryEvent[] {
  return client.exclusions.flatMap(({ id, madeBy, madeAt, reason, removedBy, removedAt }) => [
    {
      key: `excluded ${id}`,
      at: madeAt,
      icon: <IconCircleMinus size={size} />,
      title: t("historyKinds.excluded", { by: madeBy, reason }),
    },
    ...removal(
      `exclusion ${id} removed`,
      removedAt,
      t("historyKinds.exclusionRemoved", { by: removedBy ?? "" }),
    ),
  ]);
}

function merges(client: ClientDetail): HistoryEvent[] {
  return client.merges.flatMap(
    ({ id, clientId, clientName, intoName, madeBy, madeAt, removedBy, removedAt }) => {
      const isThis = clientId === client.id;
      const name = isThis ? intoName : clientName;
      const by = removedBy ?? "";
      return [
        {
          key: `merged ${id}`,
          at: madeAt,
          icon: <IconArrowsJoin2 size={size} />,
          title: t(isThis ? "historyKinds.merged" : "historyKinds.mergedHere", { by: madeBy, name }),
        },
        ...removal(
          `merge ${id} removed`,
          removedAt,
          t(isThis ? "historyKinds.split" : "historyKinds.splitHere", { by, name }),
        ),
      ];
    },
  );
}

function removal(key: string, at: number | null, title: string): HistoryEvent[] {
  return at === null ? [] : [{ key, at, icon: <IconRotate2 size={size} />, title }];
}

function appearances({ sightings }: ClientDetail): HistoryEvent[] {
  return sightings.map((sighting) => {
    const { clientId, importId, fileName, source, observedAt } = sighting;
    const key = `sighting ${clientId} ${importId ?? (source.type === "import" ? "" : source.sightingId)}`;
    if (source.type === "feed") return { key, at: observedAt, ...seenByFeed(source.feedId, sighting) };
    if (importId === null) {
      return {
        key,
        at: observedAt,
        icon: <IconFlag size={size} />,
        title: t("historyKinds.registered"),
      };
    }
    const file = fileName ?? "";
    const line = source.type === "import" ? source.line : null;
    const text =
      line === null
        ? t("historyKinds.importedWhole", { file })
        : t("historyKinds.imported", { file, line: String(line) });
    return {
      key,
      at: observedAt,
      icon: <IconFileImport size={size} />,
      title: (
        <TextLink href={`/imports/${importId}`} prefetch={false} size="sm">
          {text}
        </TextLink>
      ),
    };
  });
}

/** A feed told of it, once or again and again. */
function seenByFeed(
  feedId: number,
  { feedName, feedRemoved, firstAt, observedAt }: ClientSighting,
): Pick<HistoryEvent, "icon" | "title"> {
  const isRun = firstAt !== null && firstAt < observedAt;
  return {
    icon: <IconBroadcast size={size} />,
    title: t.rich(isRun ? "historyKinds.toldAgain" : "historyKinds.told", {
      feed: () => <FeedLink id={feedId} name={feedName} removed={feedRemoved} />,
    }),
  };
}

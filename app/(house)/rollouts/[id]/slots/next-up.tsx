/** Who is next for a slot, how far each wave is, and why something is not moving. */
import { Alert, Stack, Text } from "@mantine/core";
import {
  IconCircleCheck,
  IconClockPause,
  IconHandStop,
  IconLock,
  IconLockOpen,
  IconPlayerPause,
} from "@tabler/icons-react";
import { Card } from "@/app/_components/card";
import { clientsHref } from "@/app/_components/clients-href";
import { TextLink } from "@/app/_components/link.client";
import { ToneBadge } from "@/app/_components/tone-badge";
import { When } from "@/app/_components/when.client";
import { words } from "@/lib/platform/words";
import type { ControlHead } from "@/lib/rollout/cap/control-queries";
import type { Queue, QueuedClient, WaveProgress } from "@/lib/rollout/cap/queue-queries";
import { explainRefusal } from "@/lib/rollout/cap/refusal-words";
import { haltSentence } from "../halt-sentence";
import classes from "./slots.module.css";

const t = words("slots");
const kindWord = words("kinds");

export function NextUp({ queue, head, countedAt }: { queue: Queue; head: ControlHead; countedAt: number }) {
  const zone = head.timeZone;
  const sentences = new Set(queue.next.map((client) => standingOf(client, queue, zone)));
  const alike = sentences.size === 1 ? ([...sentences][0] ?? null) : null;
  return (
    <Card
      title={t("next.title")}
      aside={
        queue.queued > 0 && (
          <TextLink href={clientsHref({ rolloutId: head.id, state: "queued" })} size="sm">
            {t("next.all", { count: queue.queued })}
          </TextLink>
        )
      }
    >
      <Stack gap="md">
        {queue.why ? (
          <Alert
            color="orange"
            variant="light"
            icon={
              queue.why.because === "held" ? <IconPlayerPause aria-hidden /> : <IconHandStop aria-hidden />
            }
            title={t("next.nothingMoves")}
          >
            {head.halt === null ? explainRefusal(queue.why, zone) : haltSentence(head.halt)}
          </Alert>
        ) : (
          <Text size="sm">
            {t(queue.pushes ? "next.byPush" : "next.byAsking", { free: queue.free, queued: queue.queued })}
          </Text>
        )}
        {alike !== null && queue.why === null && <Text size="sm">{alike}</Text>}
        {queue.next.length === 0 ? (
          <Text size="sm" c="var(--quiet)">
            {t("next.nobody")}
          </Text>
        ) : (
          <ol className={classes.next} aria-label={t("next.title")}>
            {queue.next.map((client) => (
              <NextClient
                key={client.clientId}
                client={client}
                queue={queue}
                sentence={alike === null ? standingOf(client, queue, zone) : null}
                zone={zone}
              />
            ))}
          </ol>
        )}
        {queue.queued > queue.next.length && queue.next.length > 0 && (
          <Text size="sm" c="var(--quiet)">
            {t("next.more", { count: queue.queued - queue.next.length })}
          </Text>
        )}
        <Counted at={countedAt} zone={zone} />
      </Stack>
    </Card>
  );
}

/** The numbers of a card are as old as that. */
function Counted({ at, zone }: { at: number; zone: string }) {
  return (
    <Text size="xs" c="var(--quiet)">
      {t("counted")} <When at={at} zone={zone} as="exact" />
    </Text>
  );
}

/** What stops a client, or what it may do now. */
function standingOf(client: QueuedClient, queue: Queue, zone: string): string {
  if (client.why !== null) return explainRefusal(client.why, zone);
  return t(queue.pushes ? "next.freePush" : client.askedAt === null ? "next.freeAsk" : "next.freeAsked");
}

interface NextClientProps {
  client: QueuedClient;
  queue: Queue;
  /** `null`: it is said of all of them already. */
  sentence: string | null;
  zone: string;
}

function NextClient({ client, queue, sentence, zone }: NextClientProps) {
  const wave = queue.waves.length > 1 ? queue.waves.find(({ position }) => position === client.wave) : null;
  return (
    <li>
      <span>
        <TextLink href={`/clients/${client.clientId}`} prefetch={false} size="sm" fw={600}>
          {client.name}
        </TextLink>
        <Text size="xs" c="var(--quiet)">
          {[
            kindWord(client.kind),
            client.group,
            wave && waveName(wave),
            client.priority !== 0 && t("next.priority", { priority: client.priority }),
            client.failedAttempts > 0 && t("next.failed", { count: client.failedAttempts }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </span>
      <Text size="xs" c="var(--quiet)" ta="right">
        {client.askedAt !== null && (
          <>
            {t("next.asked")} <When at={client.askedAt} zone={zone} />
          </>
        )}
      </Text>
      {sentence !== null && (
        <Text size="sm" className={classes.why}>
          {sentence}
        </Text>
      )}
    </li>
  );
}

export function waveName({ name }: Pick<WaveProgress, "name">): string {
  return name ?? t("waves.rest");
}

const looks = {
  open: { tone: "good", icon: <IconLockOpen size={14} aria-hidden /> },
  closed: { tone: "quiet", icon: <IconLock size={14} aria-hidden /> },
  outside_window: { tone: "attention", icon: <IconClockPause size={14} aria-hidden /> },
  done: { tone: "good", icon: <IconCircleCheck size={14} aria-hidden /> },
} as const;

/** How far each wave is, and what it waits for; nothing where there are none. */
export function WaveCard({ queue, zone, countedAt }: { queue: Queue; zone: string; countedAt: number }) {
  if (queue.waves.length < 2) return null;
  return (
    <Card title={t("waves.title")}>
      <Waves queue={queue} zone={zone} />
      <Counted at={countedAt} zone={zone} />
    </Card>
  );
}

function Waves({ queue, zone }: { queue: Queue; zone: string }) {
  return (
    <ul className={classes.waves}>
      {queue.waves
        .filter(({ gate, members }) => gate !== null || members > 0)
        .map((wave) => {
          const done = wave.members > 0 && wave.checkedIn + wave.excluded === wave.members;
          const look = done ? "done" : wave.standing;
          return (
            <li key={wave.position}>
              <Text component="span" size="sm" fw={600} mr={8}>
                {wave.position + 1}. {waveName(wave)}
              </Text>
              <ToneBadge {...looks[look]}>{t(`waves.standing.${look}`)}</ToneBadge>
              <Text size="xs" c="var(--quiet)">
                {t("waves.counts", {
                  checkedIn: wave.checkedIn,
                  members: wave.members - wave.excluded,
                  holding: wave.holding,
                  queued: wave.queued,
                })}
                {wave.windowUntil !== null && (
                  <>
                    {" · "}
                    {t("waves.windowUntil")} <When at={wave.windowUntil} zone={zone} as="exact" />
                  </>
                )}
              </Text>
              {!done && wave.why && <Text size="sm">{explainRefusal(wave.why, zone)}</Text>}
            </li>
          );
        })}
      {queue.unplaced > 0 && (
        <li>
          <Text size="sm" c="var(--quiet)">
            {t("waves.unplaced", { count: queue.unplaced })}
          </Text>
        </li>
      )}
    </ul>
  );
}

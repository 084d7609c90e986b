/** The members that are most overdue, each with its reason. */
import { Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { clientsHref } from "@/app/_components/clients-href";
import { TextLink } from "@/app/_components/link.client";
import { When } from "@/app/_components/when.client";
import { words } from "@/lib/platform/words";
import type { RolloutPage } from "@/lib/rollout/queries";
import classes from "./rollout.module.css";

const t = words("rollout");
const kindWord = words("kinds");
const moverWord = words("movers");

/** Renders at most ten, and the way to all of them. */
export function Stragglers({ page }: { page: RolloutPage }) {
  const { rollout, stragglers, counts } = page;
  return (
    <Card
      title={t("stragglers")}
      aside={
        counts.overdue > 0 && (
          <TextLink href={clientsHref({ rolloutId: rollout.id, state: "overdue", sort: "dueAt" })} size="sm">
            {t("allOverdue", { count: counts.overdue })}
          </TextLink>
        )
      }
    >
      {stragglers.length === 0 ? (
        <Text size="sm" c="var(--quiet)">
          {t(rollout.mode === "control" && counts.queued > 0 ? "noStragglersControl" : "noStragglers")}
        </Text>
      ) : (
        <ul className={classes.people}>
          {stragglers.map(({ clientId, name, kind, group, dueAt, sentence, mover }) => (
            <li key={clientId}>
              <div className={classes.barHead}>
                <TextLink href={`/clients/${clientId}`} prefetch={false} size="sm" fw={600}>
                  {name}
                </TextLink>
                <Text size="xs" c="var(--quiet)">
                  {t("due")} <When at={dueAt} zone={rollout.timeZone} />
                </Text>
              </div>
              <Text size="xs" c="var(--quiet)">
                {kindWord(kind)}
                {group && ` · ${group}`}
                {mover && ` · ${t("moverOf", { mover: moverWord(mover) })}`}
              </Text>
              <Text size="sm">{sentence}</Text>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

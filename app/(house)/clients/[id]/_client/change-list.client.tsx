"use client";
/** What a merge or a split would change of each client: its state with the reason, last connection and marks, now and after. */
import { Stack, Text } from "@mantine/core";
import { useLocale, useTranslations } from "use-intl";
import { exactText } from "@/app/_components/instant-text";
import { StateBadge } from "@/app/_components/state-badge";
import type { MergeChanges } from "@/app/api/v1/clients/[id]/merges/route";
import classes from "./change-list.module.css";

type Change = MergeChanges["clients"][number];

/** Renders each client with its two sides. */
export function ChangeList({ changes }: { changes: readonly Change[] }) {
  const t = useTranslations("client");
  const nameOf = (id: number) => {
    const known = changes.find((change) => change.id === id);
    return known
      ? t("mergeEntry", { name: known.name, id: String(id) })
      : t("mergeNumber", { id: String(id) });
  };
  return (
    <Stack gap="sm">
      {changes.map((change) => (
        <div key={change.id} className={classes.client}>
          <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
            {nameOf(change.id)}
            {change.host !== null && change.host !== change.name && (
              <Text span size="sm" fw={400} c="var(--quiet)">
                {" "}
                {change.host}
              </Text>
            )}
          </Text>
          {JSON.stringify(change.now) === JSON.stringify(change.after) ? (
            <Text size="sm" c="var(--quiet)">
              {t("changeNothing")}
            </Text>
          ) : (
            <div className={classes.sides}>
              <Side title={t("changeNow")} standing={change.now} zone={change.timeZone} nameOf={nameOf} />
              <Side title={t("changeAfter")} standing={change.after} zone={change.timeZone} nameOf={nameOf} />
            </div>
          )}
        </div>
      ))}
    </Stack>
  );
}

interface SideProps {
  title: string;
  standing: Change["now"];
  zone: string;
  nameOf: (id: number) => string;
}

function Side({ title, standing, zone, nameOf }: SideProps) {
  const t = useTranslations("client");
  const marks = useTranslations("clients");
  const locale = useLocale();
  const { mergedIntoId, survivorId, lastSeenAt, possibleDuplicate } = standing;
  const merged = mergedIntoId !== null;
  const facts = [
    lastSeenAt === null
      ? t("changeNeverSeen")
      : t("changeLastSeen", { at: exactText(Date.parse(lastSeenAt), zone, locale) }),
    survivorId !== null && t("changeShadow", { name: nameOf(survivorId) }),
    possibleDuplicate && marks("duplicate"),
  ].filter((fact) => fact !== false);
  return (
    <div>
      <Text size="xs" c="var(--quiet)">
        {title}
      </Text>
      {merged ? (
        <Text size="sm">{t("changeMerged", { name: nameOf(mergedIntoId) })}</Text>
      ) : (
        <>
          <StateBadge state={standing.state} />
          {standing.reason && <Text size="sm">{standing.reason.sentence}</Text>}
          <Text size="xs" c="var(--quiet)">
            {facts.join(" · ")}
          </Text>
        </>
      )}
    </div>
  );
}

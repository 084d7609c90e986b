"use client";
/** What is to be known of an item before going there: why, since when, what hangs on it, with which installer, and what to do. */
import { Anchor, Text } from "@mantine/core";
import { useTranslations } from "use-intl";
import { When } from "@/app/_components/when.client";
import { HistoryButton } from "./item-history.client";
import type { WorkListItem } from "./list-item";
import classes from "./work.module.css";

export function ItemFacts({ item, showsHolder }: { item: WorkListItem; showsHolder: boolean }) {
  const t = useTranslations("work");
  const zone = item.timeZone;
  return (
    <>
      {item.cameBack && (
        <Text size="sm" fw={600} c="var(--mantine-color-orange-text)">
          {t(`cameBack.${item.cameBack}`, {
            by: (item.cameBack === "slot_over" ? item.startedBy : item.doneBy) ?? "–",
          })}
        </Text>
      )}
      {item.failed && (
        <Text size="sm">
          {t.rich("item.failedBy", {
            reason: t(`failReasons.${item.failed.reason}`),
            name: item.failed.by,
            when: () => <When at={item.failed?.at ?? null} zone={zone} />,
          })}
        </Text>
      )}
      {item.state === "done" && (
        <Text size="sm">
          {t.rich("item.doneBy", {
            name: item.doneBy ?? "–",
            when: () => <When at={item.doneAt} zone={zone} />,
          })}
        </Text>
      )}
      {item.note && (
        <Text size="sm" c="var(--quiet)">
          {t("item.note", { note: item.note })}
        </Text>
      )}
      {item.providers.length > 0 && (
        <Text size="sm" fw={600}>
          {t("item.providers", { names: item.providers.join(", ") })}
        </Text>
      )}
      {item.sentence && (
        <Text size="sm" c="var(--quiet)">
          {item.sentence}
        </Text>
      )}
      <Text component="div" size="xs" c="var(--quiet)" className={classes.facts}>
        <span>{t.rich("item.since", { when: () => <When at={item.since} zone={zone} /> })}</span>
        {item.slotUntil !== null && (
          <span>
            {t.rich("item.until", { when: () => <When at={item.slotUntil} zone={zone} as="both" /> })}
          </span>
        )}
        {showsHolder && item.assignee && <span>{t("item.heldBy", { name: item.assignee.name })}</span>}
        {item.os && <span>{item.os}</span>}
        {item.owner && <span>{item.owner}</span>}
      </Text>
      <Installer item={item} />
      <div>
        <Text size="sm" fw={600}>
          {item.remedy.title}
        </Text>
        <ol className={classes.steps}>
          {item.remedy.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      </div>
      <div>
        <HistoryButton of={item} />
      </div>
    </>
  );
}

function Installer({ item: { installer, wantsInstaller, timeZone } }: { item: WorkListItem }) {
  const t = useTranslations("work");
  if (installer === null)
    return wantsInstaller ? (
      <Text size="sm" c="var(--quiet)">
        {t("item.noInstaller")}
      </Text>
    ) : null;
  const { madeAt, validUntil, group, location } = installer;
  const label = t.rich("item.installer", {
    when: () => <When at={madeAt} zone={timeZone} as="exact" />,
    group: group ?? "none",
  });
  return (
    <Text component="div" size="sm">
      {location && /^https?:\/\//.test(location) ? (
        <Anchor href={location} size="sm" rel="noreferrer">
          {label}
        </Anchor>
      ) : (
        label
      )}
      {validUntil !== null && (
        <>
          {" · "}
          {t.rich("item.installerUntil", { when: () => <When at={validUntil} zone={timeZone} as="both" /> })}
        </>
      )}
      {location && !/^https?:\/\//.test(location) && <> · {location}</>}
    </Text>
  );
}

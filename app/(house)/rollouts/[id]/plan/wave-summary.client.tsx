"use client";
/** The waves as they stand, one line each. */
import { Group, Text } from "@mantine/core";
import { IconFeather } from "@tabler/icons-react";
import { useLocale, useTranslations } from "use-intl";
import { exactText } from "@/app/_components/instant-text";
import { ToneBadge } from "@/app/_components/tone-badge";
import { When } from "@/app/_components/when.client";
import type { PlannedWave } from "@/lib/rollout/cap/control-queries";
import classes from "./plan.module.css";
import { weekdayNames } from "./weekdays";

export function WaveSummary({ waves, zone }: { waves: readonly PlannedWave[]; zone: string }) {
  const t = useTranslations("slots");
  return (
    <ol className={classes.waves}>
      {waves.map((wave, index) => (
        <li key={wave.name}>
          <Group gap="xs">
            <Text size="sm" fw={600}>
              {index + 1}. {wave.name}
            </Text>
            {wave.canary && (
              <ToneBadge tone="attention" icon={<IconFeather size={14} aria-hidden />}>
                {t("waves.canaryShort")}
              </ToneBadge>
            )}
            {wave.openedAt !== null && (
              <Text size="xs" c="var(--quiet)">
                {t("waves.opened")} <When at={wave.openedAt} zone={zone} />
              </Text>
            )}
          </Group>
          <WaveTerms wave={wave} zone={zone} previous={waves[index - 1]?.name ?? null} />
        </li>
      ))}
      <li>
        <Text size="sm" fw={600}>
          {waves.length + 1}. {t("waves.rest")}
        </Text>
        <Text size="sm" c="var(--quiet)">
          {t("waves.restText")}
        </Text>
      </li>
    </ol>
  );
}

function WaveTerms({ wave, zone, previous }: { wave: PlannedWave; zone: string; previous: string | null }) {
  const t = useTranslations("slots");
  const kindWord = useTranslations("kinds");
  const locale = useLocale();
  const { groups, tags, kinds, operatingSystems } = wave.filter;
  const whom = [
    groups && t("waves.inGroups", { names: groups.join(", ") }),
    tags && t("waves.withTags", { names: tags.join(", ") }),
    kinds?.map((kind) => kindWord(`plural.${kind}`)).join(", "),
    operatingSystems && t("waves.onSystems", { names: operatingSystems.join(", ") }),
  ].filter(Boolean);
  const when = [
    wave.startsAt !== null && t("waves.startsText", { at: exactText(wave.startsAt, zone, locale), zone }),
    wave.afterSharePercent !== null &&
      previous !== null &&
      t("waves.shareText", { percent: wave.afterSharePercent, before: previous }),
  ].filter(Boolean);
  const windows = wave.windows.map(({ weekdays, from, to, timeZone }) =>
    t("waves.windowText", { days: weekdayNames(weekdays, locale), from, to, timeZone }),
  );
  return (
    <>
      <Text size="sm">
        {whom.length === 0 ? t("waves.everybodyLeft") : whom.join("; ")}
        {wave.memberLimit !== null && `; ${t("waves.atMost", { count: wave.memberLimit })}`}
      </Text>
      <Text size="sm" c="var(--quiet)">
        {[when.length === 0 ? t("waves.atOnce") : when.join(" "), ...windows].join(" · ")}
      </Text>
    </>
  );
}

"use client";
/** What can be done with a release that a feed has noticed: record it, at a time that is corrected first, or put it away. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { exactText } from "@/app/_components/instant-text";
import { useDeed } from "@/app/_components/use-deed.client";
import { ZonedInput } from "@/app/_components/zoned-input.client";
import { instantOfLocal, localOfInstant } from "@/app/_components/zoned-time";
import { contradictsReadings } from "@/lib/core/release-proposal";
import { UnitChoice, type UnitChosen } from "./unit-choice.client";

interface NoticedDeedsProps {
  /** Instants in epoch milliseconds. */
  proposal: {
    id: number;
    version: string;
    unit: string | null;
    beforeVersion: string | null;
    notBefore: number | null;
    notAfter: number;
  };
  appliance: { id: number; name: string; timeZone: string };
  /** The release is not recorded yet. */
  asks: boolean;
}

export function NoticedDeeds({ proposal, appliance, asks }: NoticedDeedsProps) {
  const t = useTranslations("proposals");
  const deed = useDeed();
  const [opened, setOpened] = useState<"record" | "dismiss" | null>(null);
  const guess = localOfInstant(proposal.notAfter - (proposal.notAfter % 1_000), appliance.timeZone);
  const [installed, setInstalled] = useState(guess);
  const [unit, setUnit] = useState<UnitChosen>("none");
  const { version } = proposal;
  const reading = instantOfLocal(installed, appliance.timeZone);

  async function decide(body: Record<string, unknown>, said: string) {
    const path = `/api/v1/release-proposals/${proposal.id}`;
    if (await deed.run(() => callApi("POST", path, body), said)) setOpened(null);
  }

  /** Untouched, the guess is the reading's own instant, to the millisecond. */
  function record() {
    if (!reading) return;
    const time = installed === guess ? {} : { installedAt: new Date(reading.at).toISOString() };
    void decide(
      { decision: "record", ...time, ...(unit === "none" ? {} : { unit }) },
      t("recorded", { version }),
    );
  }

  function ask(which: "record" | "dismiss") {
    deed.forget();
    setOpened(which);
  }

  return (
    <Group gap="xs" mt="sm">
      <Button size="xs" variant={asks ? "filled" : "default"} onClick={() => ask("record")}>
        {t(asks ? "record" : "note")}
      </Button>
      <Button size="xs" variant="default" onClick={() => ask("dismiss")}>
        {t("dismiss")}
      </Button>
      <ConfirmDialog
        opened={opened === "record"}
        onClose={() => setOpened(null)}
        title={t("recordTitle", { version, appliance: appliance.name })}
        consequence={t(asks ? "recordText" : "noteText", { version })}
        deed={t(asks ? "recordDeed" : "noteDeed")}
        disabled={reading === null}
        onConfirm={record}
        pending={deed.pending}
        problem={deed.problem}
      >
        <Stack gap="md">
          <div>
            <ZonedInput
              label={t("installedAt")}
              description={t("guess")}
              zone={appliance.timeZone}
              value={installed}
              onChange={setInstalled}
              required
            />
            <Doubt installedAt={reading?.at ?? null} proposal={proposal} zone={appliance.timeZone} />
          </div>
          <UnitChoice
            value={unit}
            onChange={setUnit}
            hint={t("unitHint", { unit: proposal.unit ?? "none" })}
          />
        </Stack>
      </ConfirmDialog>
      <ConfirmDialog
        opened={opened === "dismiss"}
        onClose={() => setOpened(null)}
        title={t("dismissTitle", { version })}
        consequence={t("dismissText", { version })}
        deed={t("dismissDeed")}
        dangerous
        onConfirm={() => void decide({ decision: "dismiss" }, t("dismissed", { version }))}
        pending={deed.pending}
        problem={deed.problem}
      />
    </Group>
  );
}

/** Said where the time that is entered contradicts what was read. */
function Doubt({
  installedAt,
  proposal,
  zone,
}: {
  installedAt: number | null;
  proposal: NoticedDeedsProps["proposal"];
  zone: string;
}) {
  const t = useTranslations("proposals");
  const locale = useLocale();
  // The field knows seconds, the readings milliseconds.
  const { notBefore, notAfter } = proposal;
  const doubt = installedAt === null ? null : contradictsReadings(installedAt, { notBefore, notAfter });
  const at = (instant: number | null) => (instant === null ? "" : exactText(instant, zone, locale));
  return (
    <Text size="xs" role="status" c="var(--quiet)">
      {doubt === "too_early" &&
        t("tooEarly", { before: proposal.beforeVersion ?? "none", at: at(proposal.notBefore) })}
      {doubt === "too_late" && t("tooLate", { version: proposal.version, at: at(proposal.notAfter) })}
    </Text>
  );
}

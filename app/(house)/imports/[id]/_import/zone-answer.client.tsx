"use client";
/** Answers which clock the times of a file are from. */
import {
  Button,
  Checkbox,
  Group,
  Select,
  Stack,
  Table,
  TableTbody,
  TableTd,
  TableTh,
  TableThead,
  TableTr,
  Text,
} from "@mantine/core";
import { useEffect, useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import cards from "@/app/_components/card-table.module.css";
import { exactText } from "@/app/_components/instant-text";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { useDeed } from "@/app/_components/use-deed.client";
import { instantOfLocal } from "@/app/_components/zoned-time";
import { DiscardFile } from "./discard-file.client";

interface ZoneAnswerProps {
  importId: number;
  appliance: string;
  applianceZone: string;
  /** `local`: what the clock on the wall showed, `YYYY-MM-DDTHH:mm[:ss]`; null: that cannot be shown. */
  examples: readonly { line: number; value: string; local: string | null }[];
  /** Epoch milliseconds; a reading that lies after it cannot be right. */
  exportedAt: number | null;
  timeZones: readonly string[];
}

/** Renders the choice; beside each example stands what it would mean in the zones at hand and in the chosen one. */
export function ZoneAnswer(props: ZoneAnswerProps) {
  const { importId, appliance, applianceZone, timeZones } = props;
  const t = useTranslations("import");
  const browserZone = useBrowserZone();
  const [zone, setZone] = useState<string | null>(null);
  const [remember, setRemember] = useState(true);
  const { pending, problem, run } = useDeed();
  const near = [...new Set([applianceZone, browserZone ?? applianceZone])];
  const wordOf = (each: string) =>
    each === applianceZone
      ? t("zoneAppliance", { zone: each })
      : each === browserZone
        ? t("zoneBrowser", { zone: each })
        : each;
  const columns = zone === null || near.includes(zone) ? near : [...near, zone];
  return (
    <ReadyForm
      onSubmit={() => {
        const answer = { timeZone: zone, remember };
        void run(() => callApi("POST", `/api/v1/imports/${importId}/mapping`, answer), t("answered"));
      }}
    >
      <Stack gap="md">
        <Examples {...props} columns={columns} chosen={zone} wordOf={wordOf} />
        <Select
          label={t("zoneLabel")}
          placeholder={t("zonePlaceholder")}
          data={[
            {
              group: t("zoneNear"),
              items: near.map((each) => ({ value: each, label: wordOf(each) })),
            },
            {
              group: t("zoneAll"),
              items: timeZones.filter((each) => !near.includes(each)),
            },
          ]}
          value={zone}
          onChange={setZone}
          limit={60}
          maw="26rem"
          searchable
          required
        />
        <Checkbox
          label={t("zoneRemember", { appliance })}
          checked={remember}
          onChange={(event) => setRemember(event.currentTarget.checked)}
        />
        <ProblemAlert problem={problem} />
        <Group gap="xs">
          <Button type="submit" loading={pending} disabled={zone === null}>
            {t("zoneGo")}
          </Button>
          <DiscardFile importId={importId} />
        </Group>
      </Stack>
    </ReadyForm>
  );
}

/** Known only in the browser, so not in the first rendering. */
function useBrowserZone(): string | null {
  const [zone, setZone] = useState<string | null>(null);
  useEffect(() => setZone(Intl.DateTimeFormat().resolvedOptions().timeZone), []);
  return zone;
}

interface ExamplesProps extends ZoneAnswerProps {
  columns: readonly string[];
  chosen: string | null;
  wordOf(zone: string): string;
}

function Examples({
  examples,
  columns,
  chosen,
  wordOf,
  appliance,
  applianceZone,
  exportedAt,
}: ExamplesProps) {
  const t = useTranslations("import");
  const locale = useLocale();
  function meaning(local: string | null, zone: string): string {
    const reading = local === null ? null : instantOfLocal(local, zone);
    if (reading === null) return t("zoneUnclear");
    const text = exactText(reading.at, applianceZone, locale);
    return exportedAt !== null && reading.at > exportedAt ? `${text} (${t("zoneAfter")})` : text;
  }
  return (
    <div>
      <Text size="sm" mb={4}>
        {t("zoneMeaning", { appliance, zone: applianceZone })}
      </Text>
      <Table className={cards.table} aria-live="polite">
        <TableThead>
          <TableTr>
            <TableTh>{t("zoneExample")}</TableTh>
            {columns.map((zone) => (
              <TableTh key={zone}>{wordOf(zone)}</TableTh>
            ))}
          </TableTr>
        </TableThead>
        <TableTbody>
          {examples.map(({ line, value, local }) => (
            <TableTr key={line} style={{ verticalAlign: "top" }}>
              <TableTd>
                <strong>{value}</strong>
                <Text size="xs" c="var(--quiet)">
                  {t("line", { line: String(line) })}
                </Text>
              </TableTd>
              {columns.map((zone) => (
                <TableTd key={zone} data-label={wordOf(zone)} fw={zone === chosen ? 600 : undefined}>
                  {meaning(local, zone)}
                </TableTd>
              ))}
            </TableTr>
          ))}
        </TableTbody>
      </Table>
    </div>
  );
}

/** What the check-ins say about the appliance's own limits for Jump Client upgrades. Estimates, each with what it was made from. */
import { Stack, TableTd, TableTh, TableTr, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { CardTable } from "@/app/_components/card-table";
import { minuteText } from "@/app/_components/instant-text";
import { When } from "@/app/_components/when.client";
import {
  adviseOnUpgrades,
  type UpgradeAdvice,
  vendorMostConnectionsPerSecond,
  vendorSettings,
} from "@/lib/core/upgrade-advice";
import { words } from "@/lib/platform/words";
import type { ControlHead } from "@/lib/rollout/cap/control-queries";
import type { Reading } from "@/lib/rollout/members/kept-readings";
import type { UpgradePace } from "@/lib/rollout/releases/upgrade-advice-queries";
import { AdviceInputsForm } from "./advice-inputs.client";
import classes from "./plan.module.css";

const t = words("slots");

const most = {
  packageMib: 100_000,
  upgradeMinutes: 10_000,
  concurrent: vendorSettings.concurrent,
  bandwidth: vendorSettings.bandwidthMibPerSecond,
  connections: vendorMostConnectionsPerSecond,
};
export type AdviceParam = keyof typeof most;

interface UpgradeAdviceCardProps {
  pace: Reading<UpgradePace>;
  head: ControlHead;
  /** The address: what a person entered. */
  address: Record<string, string | string[] | undefined>;
}

export function UpgradeAdviceCard({ pace, head, address }: UpgradeAdviceCardProps) {
  const given = (name: AdviceParam) => {
    const value = Number(typeof address[name] === "string" ? address[name] : Number.NaN);
    return Number.isFinite(value) && value > 0 && value <= most[name] ? value : null;
  };
  const { minutes, remaining } = pace.value;
  const concurrent = given("concurrent");
  const bandwidth = given("bandwidth");
  const connections = given("connections");
  const packageMib = given("packageMib");
  const upgradeMinutes = given("upgradeMinutes");
  const advice = adviseOnUpgrades({
    minutes,
    remaining,
    settings: {
      ...(concurrent === null ? {} : { concurrent }),
      ...(bandwidth === null ? {} : { bandwidthMibPerSecond: bandwidth }),
      ...(connections === null ? {} : { connectionsPerSecond: connections }),
    },
    packageMib,
    upgradeMinutes,
  });
  return (
    <Card title={t("advice.title")}>
      <Stack gap="md">
        <Text size="sm" c="var(--quiet)" maw="80ch">
          {t("advice.intro")}
        </Text>
        <ul className={classes.sentences}>
          {sentences(advice, head.timeZone).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <Text size="xs" c="var(--quiet)">
          {t("counted")} <When at={pace.readAt} zone={head.timeZone} as="exact" />
        </Text>
        <Limits advice={advice} />
        <AdviceInputsForm
          given={{ packageMib, upgradeMinutes, concurrent, bandwidth, connections }}
          most={most}
        />
      </Stack>
    </Card>
  );
}

/** Few digits, for these are estimates. */
function round(value: number): number {
  return value >= 10 ? Math.round(value) : Number(value.toPrecision(2));
}

function duration(minutes: number): string {
  if (minutes < 90) return t("advice.minutes", { count: Math.max(1, Math.round(minutes)) });
  if (minutes < 48 * 60) return t("advice.hours", { count: Math.round(minutes / 60) });
  return t("advice.days", { count: Math.round(minutes / 1440) });
}

function sentences(advice: UpgradeAdvice, zone: string): string[] {
  const { pace, tightest, remaining } = advice;
  const said: string[] = [];
  if (pace === null) said.push(t("advice.noPace"));
  else {
    said.push(
      t("advice.pace", {
        peak: pace.peakPerMinute,
        at: minuteText(pace.peakAt, zone, "en"),
        zone,
        typical: round(pace.typicalPerMinute),
        minutes: pace.activeMinutes,
        clients: pace.clients,
      }),
    );
  }
  if (remaining === 0) said.push(t("advice.nobodyLeft"));
  else if (pace !== null && advice.restAtTypicalMinutes !== null) {
    const typical = round(pace.typicalPerMinute);
    said.push(t("advice.rest", { remaining, typical, duration: duration(advice.restAtTypicalMinutes) }));
  }
  if (tightest) {
    const values = { limit: t(`advice.limits.${tightest.limit}`), perMinute: round(tightest.perMinute) };
    said.push(t(tightest.complete ? "advice.tightest" : "advice.tightestKnown", values));
    if (pace) {
      const far = tightest.complete ? "advice.notNear" : "advice.notNearKnown";
      said.push(t(advice.nearLimit ? "advice.near" : far, { ...values, peak: pace.peakPerMinute }));
    }
    if (remaining > 0 && advice.restAtLimitMinutes !== null) {
      said.push(
        t("advice.restAtLimit", { ...values, remaining, duration: duration(advice.restAtLimitMinutes) }),
      );
    }
  }
  return said;
}

function Limits({ advice }: { advice: UpgradeAdvice }) {
  return (
    <CardTable heads={[t("advice.setting"), t("advice.value"), t("advice.perMinute")]}>
      {advice.limits.map(({ limit, setting, entered, perMinute, missing }) => (
        <TableTr key={limit}>
          <TableTh scope="row" fw={500}>
            {t(`advice.limits.${limit}`)}
          </TableTh>
          <TableTd data-label={t("advice.value")}>
            {t(`advice.settings.${limit}`, { setting })}{" "}
            <Text component="span" size="xs" c="var(--quiet)">
              {t(entered ? "advice.entered" : `advice.vendors.${limit}`)}
            </Text>
          </TableTd>
          <TableTd data-label={t("advice.perMinute")}>
            {perMinute === null
              ? t(`advice.missing.${missing ?? "packageMib"}`)
              : t("advice.about", { perMinute: round(perMinute) })}
          </TableTd>
        </TableTr>
      ))}
    </CardTable>
  );
}

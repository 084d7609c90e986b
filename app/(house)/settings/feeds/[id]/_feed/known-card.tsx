/** What a feed has learnt of the other side: its version, its clock, its units, who it counts as connected. */
import { Stack, TableTd, TableTh, TableTr, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Card } from "@/app/_components/card";
import { CardTable } from "@/app/_components/card-table";
import { Terms } from "@/app/_components/terms";
import { When } from "@/app/_components/when.client";
import type { ClientKind } from "@/lib/core/client";
import { clientKinds } from "@/lib/core/client";
import type { FeedDetail } from "@/lib/feeds/queries";
import type { Known, KnownUnit } from "@/lib/feeds/store";
import { words } from "@/lib/platform/words";
import { SkewWords } from "../../_feeds/skew-words.client";
import { isStale } from "../../_feeds/standing";
import { Permissions } from "./test-result.client";

const t = words("feeds");
const kinds = words("kinds");

export function KnownCard({ feed }: { feed: FeedDetail }) {
  const terms = termsOf(feed);
  const units = unitRows(feed.known);
  return (
    <Card title={t("known.title")}>
      {terms.length === 0 && units.length === 0 ? (
        <Text size="sm" c="var(--quiet)">
          {t("known.none")}
        </Text>
      ) : (
        <Stack gap="md" {...(isStale(feed) ? { c: "var(--quiet)" } : {})}>
          {terms.length > 0 && <Terms terms={terms} />}
          {units.length > 0 && <Units units={units} zone={feed.timeZone} />}
        </Stack>
      )}
    </Card>
  );
}

function termsOf({ known, timeZone, lastReadAt, snapshotAt }: FeedDetail): (readonly [string, ReactNode])[] {
  const { apiVersion, connectedJumpClients, listed, incomplete, permissions, skewMs, skewAt } = known;
  const aged = (value: ReactNode, at: number | null) => (
    <span>
      {value}, <When at={at} zone={timeZone} />
    </span>
  );
  return [
    ...(apiVersion === undefined ? [] : [[t("known.apiVersion"), aged(apiVersion, lastReadAt)] as const]),
    ...(connectedJumpClients === undefined
      ? []
      : [
          [
            t("known.connected"),
            <span key="connected">
              {t.rich("known.connectedText", {
                count: connectedJumpClients.count,
                when: () => <When at={connectedJumpClients.at} zone={timeZone} />,
              })}
            </span>,
          ] as const,
        ]),
    ...(listed === undefined ? [] : [[t("known.listed"), aged(listedWords(listed), snapshotAt)] as const]),
    ...(incomplete ? [[t("known.incomplete"), incomplete] as const] : []),
    ...(skewMs === undefined
      ? []
      : [[t("known.clock"), aged(<SkewWords skewMs={skewMs} />, skewAt ?? lastReadAt)] as const]),
    ...(permissions === undefined
      ? []
      : [[t("known.permissions"), <Permissions key="may" permissions={permissions} />] as const]),
  ];
}

function listedWords(listed: Readonly<Record<string, number>>): string {
  return Object.entries(listed)
    .filter(([kind]) => clientKinds.some((each) => each === kind))
    .map(([kind, count]) => t("known.listedOf", { count, kind: kinds(`plural.${kind as ClientKind}`) }))
    .join(", ");
}

interface UnitRow {
  key: string;
  name: string;
  role: string | null;
  /** Its health check; null: it has not answered one. */
  health: KnownUnit | null;
  /** When it was last heard of: by its health check, else by what the site lists. */
  at: number;
}

/** The units that answered a health check, and those that only the site's list names. */
function unitRows({ units = {}, site }: Known): UnitRow[] {
  const answered = Object.entries(units).map(([id, unit]) => ({
    key: id,
    name: unit.name,
    role: unit.role,
    health: unit,
    at: unit.at,
  }));
  const told = (site?.units ?? []).filter(
    ({ id, name }) =>
      !answered.some((row) => row.key === id || (name !== null && name !== "" && row.name === name)),
  );
  return [
    ...answered,
    ...told.map(({ id, name, failoverRole }, place) => ({
      key: id ?? `told ${place}`,
      name: name ?? "",
      role: failoverRole,
      health: null,
      at: site?.at ?? 0,
    })),
  ];
}

function Units({ units, zone }: { units: readonly UnitRow[]; zone: string }) {
  return (
    <CardTable
      heads={[t("known.unit"), t("known.version"), t("known.role"), t("known.synced"), t("known.seen")]}
      label={t("known.units")}
    >
      {units.map(({ key, name, role, health, at }) => (
        <TableTr key={key}>
          <TableTh scope="row" fw={600}>
            {name || t("known.noName")}
          </TableTh>
          <TableTd data-label={t("known.version")}>
            {health === null ? t("known.notAnswered") : health.version}
            {health?.build && ` (${health.build.slice(0, 24)})`}
          </TableTd>
          <TableTd data-label={t("known.role")}>{role ?? t("known.noRole")}</TableTd>
          <TableTd data-label={t("known.synced")}>
            <When at={health?.syncedAt ?? null} zone={zone} />
          </TableTd>
          <TableTd data-label={t("known.seen")}>
            <When at={at} zone={zone} />
          </TableTd>
        </TableTr>
      ))}
    </CardTable>
  );
}

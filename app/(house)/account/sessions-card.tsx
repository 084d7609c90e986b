/** Where a person is signed in, and how to end it. */
import { TableTd, TableTh, TableTr, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { CardTable } from "@/app/_components/card-table";
import { minuteText } from "@/app/_components/instant-text";
import { ToneBadge } from "@/app/_components/tone-badge";
import { When } from "@/app/_components/when.client";
import type { OwnSession } from "@/lib/access/own-sessions";
import { words } from "@/lib/platform/words";
import { deviceName } from "./device-name";
import { EndOthers, EndSession } from "./end-session.client";

const t = words("access");
const common = words("common");

function deviceText(userAgent: string | null): string {
  const { browser, system } = deviceName(userAgent);
  if (browser && system) return t("deviceOn", { browser, system });
  return browser ?? system ?? t("unknownDevice");
}

interface SessionsCardProps {
  sessions: readonly OwnSession[];
  currentId: string;
  idleHours: number;
}

export function SessionsCard({ sessions, currentId, idleHours }: SessionsCardProps) {
  const others = sessions.some(({ id }) => id !== currentId);
  return (
    <Card title={t("sessions")} aside={others && <EndOthers />}>
      <Text size="sm" c="var(--quiet)" mb="sm">
        {t("sessionsText", { hours: idleHours })}
      </Text>
      <CardTable
        heads={[t("device"), t("address"), t("since"), t("lastSeen")]}
        deeds={{ word: t("endSession"), w: 100 }}
      >
        {sessions.map(({ id, userAgent, address, since, lastSeenAt }) => (
          <TableTr key={id}>
            <TableTh scope="row" fw={500}>
              {deviceText(userAgent)}
            </TableTh>
            <TableTd data-label={t("address")} style={{ overflowWrap: "anywhere" }}>
              {address ?? t("unknownAddress")}
            </TableTd>
            <TableTd data-label={t("since")}>
              <When at={since} />
            </TableTd>
            <TableTd data-label={t("lastSeen")}>
              {id === currentId ? common("now") : <When at={lastSeenAt} />}
            </TableTd>
            <TableTd data-corner ta="right">
              {id === currentId ? (
                <ToneBadge tone="good">{t("thisSession")}</ToneBadge>
              ) : (
                <EndSession
                  id={id}
                  label={t("endSessionOf", {
                    device: deviceText(userAgent),
                    when: minuteText(since, "UTC", "en"),
                  })}
                />
              )}
            </TableTd>
          </TableTr>
        ))}
      </CardTable>
    </Card>
  );
}

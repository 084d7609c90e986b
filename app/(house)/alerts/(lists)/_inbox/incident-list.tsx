/** Incidents as a table, and as cards where the screen is too narrow for one. */
import { TableTd, TableTh, TableTr, Text } from "@mantine/core";
import { CardTable } from "@/app/_components/card-table";
import { TextLink } from "@/app/_components/link.client";
import { When } from "@/app/_components/when.client";
import type { IncidentSeen } from "@/lib/alerts/incidents/queries";
import { words } from "@/lib/platform/words";
import { IncidentStanding, SeverityBadge } from "../../_alerts/incident-look";
import { QuickAcknowledge } from "./quick-acknowledge.client";

const t = words("alerts");

interface IncidentListProps {
  incidents: readonly IncidentSeen[];
  mayAnswer: (applianceId: number | null) => boolean;
  /** Incidents of more than one appliance may stand here. */
  several: boolean;
}

export function IncidentList({ incidents, mayAnswer, several }: IncidentListProps) {
  const answers = incidents.some(({ status, applianceId }) => status === "open" && mayAnswer(applianceId));
  return (
    <CardTable
      heads={[t("columns.what"), t("columns.since"), t("columns.state"), answers && t("columns.deeds")]}
    >
      {incidents.map((incident) => (
        <TableTr key={incident.id} style={{ verticalAlign: "top" }}>
          <TableTh scope="row" fw={400} maw="34rem">
            <SeverityBadge severity={incident.severity} />{" "}
            <TextLink href={`/alerts/${incident.id}`} fw={600} size="sm" style={{ overflowWrap: "anywhere" }}>
              {incident.words.title}
            </TextLink>
            <Text size="xs" c="var(--quiet)" mt={4}>
              {[incident.ruleName, several && incident.appliance].filter(Boolean).join(" · ")}
              {incident.peak > incident.count && ` · ${t("peak", { peak: incident.peak })}`}
            </Text>
          </TableTh>
          <TableTd data-label={t("columns.since")}>
            <When at={incident.since} zone={incident.timeZone} />
          </TableTd>
          <TableTd data-label={t("columns.state")} maw="18rem">
            <IncidentStanding incident={incident} />
          </TableTd>
          {answers && (
            <TableTd>
              {incident.status === "open" && mayAnswer(incident.applianceId) && (
                <QuickAcknowledge id={incident.id} title={incident.words.title} />
              )}
            </TableTd>
          )}
        </TableTr>
      ))}
    </CardTable>
  );
}

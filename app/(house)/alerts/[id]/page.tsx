/** One incident: what it is, whose move it is, what was said of it, and what can be done. */
import { List, ListItem, Stack, Text } from "@mantine/core";
import type { Metadata } from "next";
import { AutoRefresh } from "@/app/_components/auto-refresh.client";
import { Card } from "@/app/_components/card";
import { TextLink } from "@/app/_components/link.client";
import { PageHeader } from "@/app/_components/page-header";
import { idParam } from "@/app/_components/search-params";
import { Terms } from "@/app/_components/terms";
import { When } from "@/app/_components/when.client";
import { orNotFound } from "@/app/_web/or-not-found";
import { pageContext } from "@/app/_web/session";
import { may } from "@/lib/access/may";
import { clientsAsked, firstClientsOf } from "@/lib/alerts/incidents/clients-of";
import { countMovers } from "@/lib/alerts/incidents/movers-of";
import { incidentEvents, readIncident } from "@/lib/alerts/incidents/queries";
import { seesRule } from "@/lib/alerts/rules/rule-rights";
import { words } from "@/lib/platform/words";
import { explain } from "@/lib/rollout/members/explain";
import { IncidentStanding, SeverityBadge } from "../_alerts/incident-look";
import { IncidentDeeds } from "./_incident/incident-deeds.client";
import { TimeLine } from "./_incident/time-line";

const t = words("alerts");
const named = 10;

interface IncidentPageProps {
  params: Promise<{ id: string }>;
}

async function load({ params }: IncidentPageProps) {
  const ctx = await pageContext();
  const incident = await orNotFound(readIncident(ctx, idParam((await params).id) ?? 0));
  return { ctx, incident };
}

export async function generateMetadata(props: IncidentPageProps): Promise<Metadata> {
  return { title: (await load(props)).incident.words.title };
}

export default async function IncidentPage(props: IncidentPageProps) {
  const { ctx, incident } = await load(props);
  const [events, movers, clients] = await Promise.all([
    incidentEvents(ctx, incident.id),
    countMovers(ctx.db, incident),
    incident.status === "resolved" ? [] : firstClientsOf(ctx, incident, named),
  ]);
  const asked = clientsAsked(incident);
  const { words: said, status } = incident;
  return (
    <>
      {status !== "resolved" && <AutoRefresh seconds={15} />}
      <PageHeader
        parent={{ href: "/alerts", title: t("title") }}
        title={said.title}
        description={
          <>
            <SeverityBadge severity={incident.severity} /> {said.since}
          </>
        }
      />
      <Stack gap="lg">
        <Card title={t("columns.state")}>
          <Stack gap="md">
            <div>
              <IncidentStanding incident={incident} />
            </div>
            <Terms
              terms={[
                [t("why"), said.why],
                [t("clear"), said.clear],
                ...(movers.size === 0
                  ? []
                  : [
                      [
                        t("whose"),
                        [...movers].map(([mover, count]) => `${t(`movers.${mover}`)} (${count})`).join(", "),
                      ] as const,
                    ]),
                [
                  t("rule"),
                  seesRule(ctx, incident.scope) ? (
                    <TextLink key="rule" href={`/alerts/rules/${incident.ruleId}`} size="sm">
                      {incident.ruleName}
                    </TextLink>
                  ) : (
                    incident.ruleName
                  ),
                ],
                [t("appliance"), incident.appliance],
              ]}
            />
            {may(ctx.actor, "incident.answer", incident.applianceId) && (
              <IncidentDeeds id={incident.id} status={status === "pending" ? "open" : status} />
            )}
          </Stack>
        </Card>
        {clients.length > 0 && (
          <Card
            title={t("who")}
            aside={
              asked !== null && (
                <TextLink href={`/clients?${new URLSearchParams(asked)}`} size="sm">
                  {t("whoAll", { count: incident.count })}
                </TextLink>
              )
            }
          >
            {incident.count > clients.length && (
              <Text size="sm" c="var(--quiet)" mb="sm">
                {t("whoFirst", { count: clients.length, total: incident.count })}
              </Text>
            )}
            <List spacing="xs" listStyleType="none" withPadding={false}>
              {clients.map(({ id, name, group, reason, timeZone }) => (
                <ListItem key={id}>
                  <TextLink href={`/clients/${id}`} size="sm" fw={600}>
                    {name}
                  </TextLink>{" "}
                  <Text component="span" size="sm" c="var(--quiet)">
                    {group}
                  </Text>
                  {reason && <Text size="sm">{explain(reason, timeZone).sentence}</Text>}
                </ListItem>
              ))}
            </List>
          </Card>
        )}
        <Card
          title={t("timeline")}
          aside={
            <Text size="xs" c="var(--quiet)">
              {t("timelineText")} <When at={ctx.now} zone={incident.timeZone} as="exact" />
            </Text>
          }
        >
          <TimeLine events={events.toReversed()} zone={incident.timeZone} />
        </Card>
      </Stack>
    </>
  );
}

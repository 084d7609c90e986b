/** Check-ins over time: the chart, and the table it is drawn from. */
import { Table, TableCaption, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { clientsHref } from "@/app/_components/clients-href";
import { EmptyState } from "@/app/_components/empty-state";
import { exactText, minuteText } from "@/app/_components/instant-text";
import { LinkButton, TextLink } from "@/app/_components/link.client";
import { ScrollRegion } from "@/app/_components/scroll-region";
import { words } from "@/lib/platform/words";
import type { RolloutPage } from "@/lib/rollout/queries";
import { CheckInChart } from "./check-in-chart.client";
import classes from "./rollout.module.css";

const t = words("rollout");

/** Renders the card; without any evidence after the release there is nothing to draw, and it says what to do. */
export function CheckIns({ page }: { page: RolloutPage }) {
  const { rollout, timeline, cohort } = page;
  const { knownUntilAt } = timeline;
  if (knownUntilAt === null) {
    return (
      <Card title={t("checkIns")}>
        <EmptyState
          order={3}
          title={t("noEvidence")}
          action={
            <LinkButton href={`/imports?applianceId=${rollout.applianceId}`}>{t("importExport")}</LinkButton>
          }
        >
          {t("noEvidenceText")}
        </EmptyState>
      </Card>
    );
  }
  const known = timeline.buckets.filter(({ total }) => total !== null);
  return (
    <Card
      title={t("checkIns")}
      aside={
        <Text size="xs" c="var(--quiet)">
          {t("knownUntil", { at: minuteText(knownUntilAt, rollout.timeZone, "en") })}
        </Text>
      }
    >
      <CheckInChart
        rolloutId={rollout.id}
        buckets={timeline.buckets}
        unit={timeline.unit}
        zone={rollout.timeZone}
        cohort={cohort}
        knownUntilAt={knownUntilAt}
      />
      <details className={classes.details}>
        <summary>{t("asTable")}</summary>
        <div className={classes.tall}>
          <ScrollRegion label={t("checkIns")}>
            <Table>
              <TableCaption>{t(`units.${timeline.unit}`, { zone: rollout.timeZone })}</TableCaption>
              <TableThead>
                <TableTr>
                  <TableTh>{t("from")}</TableTh>
                  <TableTh ta="right">{t("newCheckIns")}</TableTh>
                  <TableTh ta="right">{t("totalCheckIns")}</TableTh>
                </TableTr>
              </TableThead>
              <TableTbody>
                {known.map(({ fromAt, untilAt, checkedIn, total }) => (
                  <TableTr key={fromAt}>
                    <TableTd>{exactText(fromAt, rollout.timeZone, "en")}</TableTd>
                    <TableTd ta="right">
                      {checkedIn > 0 ? (
                        <TextLink
                          size="sm"
                          prefetch={false}
                          href={clientsHref({
                            rolloutId: rollout.id,
                            state: "checked_in",
                            checkedInFromAt: fromAt,
                            checkedInToAt: untilAt,
                          })}
                        >
                          {checkedIn.toLocaleString("en")}
                        </TextLink>
                      ) : (
                        0
                      )}
                    </TableTd>
                    <TableTd ta="right">{(total ?? 0).toLocaleString("en")}</TableTd>
                  </TableTr>
                ))}
              </TableTbody>
            </Table>
          </ScrollRegion>
        </div>
      </details>
    </Card>
  );
}

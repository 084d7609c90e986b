/** Slots in use over time against the cap: the chart, and the table it is drawn from. */
import { Table, TableCaption, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import Link from "next/link";
import { Card } from "@/app/_components/card";
import { minuteText } from "@/app/_components/instant-text";
import { ScrollRegion } from "@/app/_components/scroll-region";
import { When } from "@/app/_components/when.client";
import { words } from "@/lib/platform/words";
import type { ControlHead } from "@/lib/rollout/cap/control-queries";
import type { SlotBucket } from "@/lib/rollout/cap/slot-queries";
import type { Reading } from "@/lib/rollout/members/kept-readings";
import classes from "./slots.module.css";
import { SlotsChart } from "./slots-chart.client";
import { type Span, spans } from "./spans";

const t = words("slots");

interface SlotsOverTimeProps {
  chart: Reading<SlotBucket[]>;
  head: ControlHead;
  span: Span;
}

export function SlotsOverTime({ chart, head, span }: SlotsOverTimeProps) {
  const buckets = chart.value;
  const seen = buckets.flatMap((bucket) =>
    bucket.held === null || bucket.peak === null ? [] : [{ ...bucket, held: bucket.held, peak: bucket.peak }],
  );
  const used = seen.filter(({ peak, held }) => peak > 0 || held > 0);
  return (
    <Card
      title={t("overTime.title")}
      aside={
        <nav aria-label={t("overTime.span")} className={classes.spans}>
          {spans.map((each) => (
            <Link
              key={each}
              href={`/rollouts/${head.id}/slots?span=${each}`}
              scroll={false}
              prefetch={false}
              aria-current={each === span ? "true" : undefined}
            >
              {t(`overTime.spans.${each}`)}
            </Link>
          ))}
        </nav>
      }
    >
      <SlotsChart buckets={buckets} zone={head.timeZone} span={span} />
      <Text size="xs" c="var(--quiet)" mt="xs">
        {t("overTime.about", { zone: head.timeZone })}
        {buckets.some(({ capKnown }) => !capKnown) && ` ${t("overTime.capUnknown")}`} {t("strip.asOf")}{" "}
        <When at={chart.readAt} zone={head.timeZone} as="exact" />
      </Text>
      <details className={classes.details}>
        <summary>{t("overTime.asTable")}</summary>
        {used.length === 0 ? (
          <Text size="sm" c="var(--quiet)">
            {t("overTime.unused")}
          </Text>
        ) : (
          <div className={classes.tall}>
            <ScrollRegion label={t("overTime.title")}>
              <Table>
                <TableCaption>{t("overTime.onlyUsed")}</TableCaption>
                <TableThead>
                  <TableTr>
                    <TableTh>{t("overTime.until")}</TableTh>
                    <TableTh ta="right">{t("overTime.peak")}</TableTh>
                    <TableTh ta="right">{t("overTime.held")}</TableTh>
                    <TableTh ta="right">{t("overTime.cap")}</TableTh>
                  </TableTr>
                </TableThead>
                <TableTbody>
                  {used.toReversed().map(({ untilAt, peak, held, cap, capKnown }) => (
                    <TableTr key={untilAt}>
                      <TableTd>{minuteText(untilAt, head.timeZone, "en")}</TableTd>
                      <TableTd ta="right">{peak.toLocaleString("en")}</TableTd>
                      <TableTd ta="right">{held.toLocaleString("en")}</TableTd>
                      <TableTd ta="right">
                        {capKnown ? (cap?.toLocaleString("en") ?? t("overTime.noCap")) : "?"}
                      </TableTd>
                    </TableTr>
                  ))}
                </TableTbody>
              </Table>
            </ScrollRegion>
          </div>
        )}
      </details>
    </Card>
  );
}

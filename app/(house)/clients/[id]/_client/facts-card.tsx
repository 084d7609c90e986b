/** What is known of a client: each fact with when it was observed and the row that says so. */
import { Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Card } from "@/app/_components/card";
import { ScrollRegion } from "@/app/_components/scroll-region";
import { When } from "@/app/_components/when.client";
import type { Dated } from "@/lib/core/evidence";
import { words } from "@/lib/platform/words";
import type { ClientDetail } from "@/lib/rollout/clients/client-detail";
import { SourceLink } from "./source-link";

const t = words("client");
const clients = words("clients");
const common = words("common");

/** Renders the facts as the state machine sees them. */
export function FactsCard({ client }: { client: ClientDetail }) {
  const { facts, timeZone: zone } = client;
  return (
    <Card title={t("facts")}>
      <Text size="sm" c="var(--quiet)" mb="xs">
        {t("factsHint")}
      </Text>
      <ScrollRegion label={t("tableOf", { title: t("facts") })}>
        <Table verticalSpacing={6} miw="34rem">
          <TableThead>
            <TableTr>
              <TableTh>{t("fact")}</TableTh>
              <TableTh>{t("value")}</TableTh>
              <TableTh>{t("observed")}</TableTh>
              <TableTh>{t("source")}</TableTh>
            </TableTr>
          </TableThead>
          <TableTbody>
            <FactRow
              word={t("factNames.lastConnected")}
              fact={facts.lastConnected}
              zone={zone}
              write={(at) => <When at={at} zone={zone} as="both" />}
            />
            <FactRow word={t("factNames.online")} fact={facts.online} zone={zone} write={yesNo} />
            <FactRow word={t("factNames.needsUpdate")} fact={facts.needsUpdate} zone={zone} write={yesNo} />
            <FactRow
              word={t("factNames.connectionType")}
              fact={facts.connectionType}
              zone={zone}
              write={(type) => clients(`connectionTypes.${type}`)}
            />
            <FactRow
              word={t("factNames.availability")}
              fact={facts.availability}
              zone={zone}
              write={(availability) => t(`availability.${availability}`)}
            />
            <DateRow word={t("factNames.currentAt")} at={facts.currentAt} zone={zone} />
            <DateRow word={t("factNames.firstEvidenceAt")} at={facts.firstEvidenceAt} zone={zone} />
          </TableTbody>
        </Table>
      </ScrollRegion>
    </Card>
  );
}

function yesNo(value: boolean): string {
  return common(value ? "yes" : "no");
}

interface FactRowProps<T> {
  word: string;
  fact: Dated<T> | null;
  zone: string;
  write(value: T): ReactNode;
}

function FactRow<T>({ word, fact, zone, write }: FactRowProps<T>) {
  return (
    <TableTr>
      <TableTd>{word}</TableTd>
      {fact === null ? (
        <TableTd colSpan={3} c="var(--quiet)">
          {t("unknown")}
        </TableTd>
      ) : (
        <>
          <TableTd>{write(fact.value)}</TableTd>
          <TableTd>
            <When at={fact.at} zone={zone} />
          </TableTd>
          <TableTd>
            <SourceLink source={fact.source} />
          </TableTd>
        </>
      )}
    </TableTr>
  );
}

/** A fact that several sightings add up to, and that has no single source. */
function DateRow({ word, at, zone }: { word: string; at: number | null; zone: string }) {
  return (
    <TableTr>
      <TableTd>{word}</TableTd>
      <TableTd colSpan={3} {...(at === null ? { c: "var(--quiet)" } : {})}>
        {at === null ? t("unknown") : <When at={at} zone={zone} as="both" />}
      </TableTd>
    </TableTr>
  );
}

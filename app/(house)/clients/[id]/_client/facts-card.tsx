/** What is known of a client: each fact with when it was observed and the row that says so. */
import { Alert, Group, Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { IconArrowsSplit2 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Card } from "@/app/_components/card";
import { ScrollRegion } from "@/app/_components/scroll-region";
import { When } from "@/app/_components/when.client";
import type { Contradiction } from "@/lib/core/contradictions";
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
  const shared = { client, zone };
  return (
    <Card title={t("facts")}>
      <Text size="sm" c="var(--quiet)" mb="xs">
        {t("factsHint")}
      </Text>
      {client.contradictions.length > 0 && (
        <Alert color="orange" variant="light" mb="xs" icon={<IconArrowsSplit2 aria-hidden />}>
          <Text size="sm" inherit>
            {t("sourcesDiffer")}
          </Text>
        </Alert>
      )}
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
              name="lastConnected"
              fact={facts.lastConnected}
              {...shared}
              write={(at) => <When at={at} zone={zone} as="both" />}
            />
            <FactRow name="online" fact={facts.online} write={yesNo} {...shared} />
            <FactRow name="needsUpdate" fact={facts.needsUpdate} write={yesNo} {...shared} />
            <FactRow
              name="connectionType"
              fact={facts.connectionType}
              {...shared}
              write={(type) => clients(`connectionTypes.${type}`)}
            />
            <FactRow
              name="availability"
              fact={facts.availability}
              {...shared}
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
  name: Contradiction["fact"];
  fact: Dated<T> | null;
  client: ClientDetail;
  zone: string;
  write(value: T): ReactNode;
}

/** The fact that counts, and below it what other sources say otherwise. */
function FactRow<T>({ name, fact, client, zone, write }: FactRowProps<T>) {
  const word = t(`factNames.${name}`);
  if (fact === null) {
    return (
      <TableTr>
        <TableTd>{word}</TableTd>
        <TableTd colSpan={3} c="var(--quiet)">
          {t("unknown")}
        </TableTd>
      </TableTr>
    );
  }
  const others = client.contradictions.filter((each) => each.fact === name);
  return (
    <>
      <TableTr>
        <TableTd>{word}</TableTd>
        <TableTd>
          {write(fact.value)}
          {others.length > 0 && (
            <Text size="xs" fw={600}>
              {t("counts")}
            </Text>
          )}
        </TableTd>
        <TableTd>
          <When at={fact.at} zone={zone} />
        </TableTd>
        <TableTd>
          <SourceLink source={fact.source} sightings={client.sightings} />
        </TableTd>
      </TableTr>
      {others.map((other) => (
        <TableTr key={`${other.source.type} ${other.at}`} c="var(--quiet)">
          <TableTd>
            <Group gap={6} wrap="nowrap" align="flex-start" pl="sm">
              <IconArrowsSplit2 size={16} aria-hidden style={{ flex: "none" }} />
              <span>{t("otherSays", { fact: word })}</span>
            </Group>
          </TableTd>
          <TableTd>
            {write(other.value as T)}
            <Text size="xs">{t(name === "lastConnected" ? "countsNotEarlier" : "countsNot")}</Text>
          </TableTd>
          <TableTd>
            <When at={other.at} zone={zone} />
          </TableTd>
          <TableTd>
            <SourceLink source={other.source} sightings={client.sightings} />
          </TableTd>
        </TableTr>
      ))}
    </>
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

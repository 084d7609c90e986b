/** Every dated, sourced observation of a client, with the words of its row. */
import { Code, Stack, Table, TableTbody, TableTd, TableTh, TableThead, TableTr, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { TextLink } from "@/app/_components/link.client";
import { ScrollRegion } from "@/app/_components/scroll-region";
import { When } from "@/app/_components/when.client";
import { words } from "@/lib/platform/words";
import type { ClientDetail } from "@/lib/rollout/clients/client-detail";
import type { ClientSighting } from "@/lib/rollout/clients/client-evidence";
import { SourceLink } from "./source-link";

const t = words("client");
const clients = words("clients");
const common = words("common");

const shownSightings = 50;

/** Renders the newest sightings; the row itself opens on demand. Those of a merged client say whose they are. */
export function SightingsCard({ client }: { client: ClientDetail }) {
  const { sightings, timeZone: zone } = client;
  const listedAs = (clientId: number): string | null => {
    const other = clientId === client.id ? null : client.relatives.find(({ id }) => id === clientId);
    return other ? t("sightingOf", { name: other.name, id: String(other.id) }) : null;
  };
  const hidden = sightings.length - shownSightings;
  return (
    <Card title={t("sightings")}>
      <Text size="sm" c="var(--quiet)" mb="xs">
        {sightings.length === 0 ? t("sightingsEmpty") : t("sightingsHint")}
      </Text>
      {sightings.length > 0 && (
        <ScrollRegion label={t("tableOf", { title: t("sightings") })}>
          <Table verticalSpacing={6} miw="44rem">
            <TableThead>
              <TableTr>
                <TableTh>{t("observed")}</TableTh>
                <TableTh>{t("source")}</TableTh>
                <TableTh>{t("connected")}</TableTh>
                <TableTh>{t("online")}</TableTh>
                <TableTh>{t("needsUpdate")}</TableTh>
                <TableTh>{t("type")}</TableTh>
                <TableTh>{t("row")}</TableTh>
              </TableTr>
            </TableThead>
            <TableTbody>
              {sightings.slice(0, shownSightings).map((sighting) => (
                <SightingRow
                  key={`${sighting.clientId} ${keyOf(sighting)}`}
                  sighting={sighting}
                  zone={zone}
                  listedAs={listedAs(sighting.clientId)}
                />
              ))}
            </TableTbody>
          </Table>
        </ScrollRegion>
      )}
      {hidden > 0 && (
        <Text size="sm" c="var(--quiet)" mt="xs">
          {t("moreSightings", { count: hidden })}
        </Text>
      )}
    </Card>
  );
}

/** A list shows a client once; single observations have their numbers. */
function keyOf({ source }: ClientSighting): string {
  return source.type === "import" ? `import ${source.importId}` : `single ${source.sightingId}`;
}

interface SightingRowProps {
  sighting: ClientSighting;
  zone: string;
  /** Whose it is, where it is not the client's own. */
  listedAs: string | null;
}

function SightingRow({ sighting, zone, listedAs }: SightingRowProps) {
  const type = [
    sighting.connectionType && clients(`connectionTypes.${sighting.connectionType}`),
    sighting.availability &&
      sighting.availability !== "available" &&
      t(`availability.${sighting.availability}`),
  ].filter(Boolean);
  return (
    <TableTr style={{ verticalAlign: "top" }}>
      <TableTd>
        <When at={sighting.observedAt} zone={zone} as="exact" />
        {sighting.exportedAtBasis === "newest_date" && (
          <Text size="xs" c="var(--quiet)" maw="14rem">
            {t("atLeast")}
          </Text>
        )}
        {sighting.firstAt !== null && sighting.firstAt < sighting.observedAt && (
          <Text size="xs" c="var(--quiet)" maw="14rem">
            {t.rich("saidSince", { when: () => <When at={sighting.firstAt} zone={zone} as="exact" /> })}
          </Text>
        )}
      </TableTd>
      <TableTd>
        <Source sighting={sighting} />
        {listedAs && (
          <Text size="xs" c="var(--quiet)" maw="14rem">
            {listedAs}
          </Text>
        )}
      </TableTd>
      <TableTd>
        <When at={sighting.connectedAt} zone={zone} as="exact" />
      </TableTd>
      <TableTd>{said(sighting.online)}</TableTd>
      <TableTd>{said(sighting.needsUpdate)}</TableTd>
      <TableTd>{type.length > 0 ? type.join(", ") : "–"}</TableTd>
      <TableTd>
        <RowWords descriptive={sighting.descriptive} />
      </TableTd>
    </TableTr>
  );
}

/** A list with its line, a feed by its name, or a person. */
function Source({ sighting }: { sighting: ClientSighting }) {
  const { source, fileName, feedName } = sighting;
  if (source.type !== "import") return <SourceLink source={source} sightings={[sighting]} />;
  const { importId, line } = source;
  return (
    <>
      <TextLink href={`/imports/${importId}`} prefetch={false} size="sm">
        {t("fromImportWhole", { importId: String(importId) })}
      </TextLink>
      <Text size="xs" c="var(--quiet)">
        {feedName ?? fileName}
        {line !== null && `:${line}`}
      </Text>
    </>
  );
}

function said(value: boolean | null): string {
  return value === null ? "–" : common(value ? "yes" : "no");
}

function RowWords({ descriptive }: { descriptive: Record<string, unknown> }) {
  const cells = flatten(descriptive);
  if (cells.length === 0) return "–";
  return (
    <details>
      <summary>{t("rowShow")}</summary>
      <Stack gap={2} mt={4}>
        {cells.map(([name, value]) => (
          <Text key={name} size="xs">
            <Text span c="var(--quiet)" inherit>
              {name}:
            </Text>{" "}
            <Code style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{value}</Code>
          </Text>
        ))}
      </Stack>
    </details>
  );
}

/** The row's own words as name and text; the attributes stand beside the known fields. */
function flatten(descriptive: Record<string, unknown>): [string, string][] {
  return Object.entries(descriptive).flatMap(([name, value]): [string, string][] => {
    if (value === null || value === undefined || value === "") return [];
    if (typeof value === "object") return flatten(value as Record<string, unknown>);
    return [[name, String(value)]];
  });
}

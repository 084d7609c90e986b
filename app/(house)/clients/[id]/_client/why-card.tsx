/** Why a client is in its state: the sentence, every input with its source, when it is judged again, what would clear it. */
import {
  Alert,
  Group,
  Stack,
  Table,
  TableTbody,
  TableTd,
  TableTh,
  TableThead,
  TableTr,
  Text,
} from "@mantine/core";
import { Card } from "@/app/_components/card";
import { TextLink } from "@/app/_components/link.client";
import { ScrollRegion } from "@/app/_components/scroll-region";
import { StateBadge } from "@/app/_components/state-badge";
import { Terms } from "@/app/_components/terms";
import { When } from "@/app/_components/when.client";
import type { EvidenceSource } from "@/lib/core/evidence";
import type { ReasonInput } from "@/lib/core/judging/rule";
import { moverOf } from "@/lib/core/movers";
import { words } from "@/lib/platform/words";
import type { ClientDetail } from "@/lib/rollout/clients/client-detail";
import type { ClientMembership } from "@/lib/rollout/members/client-history";
import { explain } from "@/lib/rollout/members/explain";
import { SourceLink } from "./source-link";

const t = words("client");
const common = words("common");
const moverWord = words("movers");

/** Statuses in which a rollout's members are still judged. */
const goingStatuses: readonly string[] = ["opening", "open", "held"];

/** Renders the card for a client that is in a rollout; before any site release it says so. */
export function WhyCard({ client, member }: { client: ClientDetail; member: ClientMembership | null }) {
  if (client.reason === null || member === null) {
    return (
      <Card title={t("why")}>
        <Text size="sm">
          {t("noState", { appliance: client.applianceName })}{" "}
          <TextLink href={`/releases?applianceId=${client.applianceId}`} size="sm" underline="always">
            {t("recordRelease")}
          </TextLink>
        </Text>
      </Card>
    );
  }
  const why = explain(client.reason, client.timeZone);
  const going = goingStatuses.includes(member.status);
  return (
    <Card
      title={t("why")}
      aside={
        <TextLink href={`/rollouts/${member.rolloutId}`} size="sm">
          {member.release}
        </TextLink>
      }
    >
      <Stack gap="md">
        <Group gap="xs" align="flex-start">
          <div style={{ flex: "none" }}>
            <StateBadge state={client.state} />
          </div>
          <Text fw={500} style={{ flex: "1 1 18rem" }}>
            {why.sentence}
          </Text>
        </Group>
        {client.left && <Note title={t("left")}>{t("leftText")}</Note>}
        {client.late && <Note title={t("late")}>{t("lateText")}</Note>}
        <Terms
          terms={[
            [t("clear"), why.clear],
            [t("mover"), client.state && moverWord(moverOf(client.state, client.reason.code))],
            [t("since"), <When key="since" at={client.stateSince} zone={client.timeZone} as="both" />],
            [t("due"), <When key="due" at={client.dueAt} zone={client.timeZone} as="both" />],
            [t("judged"), going ? <NextJudgement key="judged" client={client} /> : t("judgedOver")],
          ]}
        />
        <InputTable inputs={client.reason.inputs} client={client} />
        <OtherReasons member={member} zone={client.timeZone} />
      </Stack>
    </Card>
  );
}

/** What would decide if the reason above were mended, in that order. */
function OtherReasons({ member, zone }: { member: ClientMembership; zone: string }) {
  if (member.others.length === 0) return null;
  return (
    <Stack gap="xs" component="section" aria-label={t("others")}>
      <Text size="sm" c="var(--quiet)">
        {t("others")}
      </Text>
      {member.others.map((other) => (
        <Group key={other.code} gap="xs" align="flex-start">
          <div style={{ flex: "none" }}>
            <StateBadge state={other.state} />
          </div>
          <Text size="sm" style={{ flex: "1 1 18rem" }}>
            {explain(other, zone).sentence}
            <Text span inherit display="block" c="var(--quiet)">
              {t("otherClear", {
                clear: explain(other, zone).clear,
                mover: moverWord(moverOf(other.state, other.code)),
              })}
            </Text>
          </Text>
        </Group>
      ))}
    </Stack>
  );
}

function NextJudgement({ client }: { client: ClientDetail }) {
  if (client.judgeAfter === null) return t("judgedNever");
  return <When at={client.judgeAfter} zone={client.timeZone} as="both" />;
}

function Note({ title, children }: { title: string; children: string }) {
  return (
    <Alert color="gray" variant="light" title={title} p="xs">
      {children}
    </Alert>
  );
}

function InputTable({ inputs, client }: { inputs: Record<string, ReasonInput>; client: ClientDetail }) {
  const rows = inputRows(inputs);
  if (rows.length === 0) return null;
  return (
    <ScrollRegion label={t("inputs")}>
      <Table verticalSpacing={6} miw="26rem">
        <TableThead>
          <TableTr>
            <TableTh>{t("inputs")}</TableTh>
            <TableTh>{t("value")}</TableTh>
            <TableTh>{t("source")}</TableTh>
          </TableTr>
        </TableThead>
        <TableTbody>
          {rows.map(({ name, value, source }) => (
            <TableTr key={name}>
              <TableTd>{inputName(name)}</TableTd>
              <TableTd>
                <InputValue name={name} value={value} zone={client.timeZone} />
              </TableTd>
              <TableTd>{source && <SourceLink source={source} sightings={client.sightings} />}</TableTd>
            </TableTr>
          ))}
        </TableTbody>
      </Table>
    </ScrollRegion>
  );
}

type InputName = Parameters<typeof t>[0];

function inputName(name: string): string {
  const key = `inputNames.${name}` as InputName;
  return t.has(key) ? t(key) : name;
}

interface InputRow {
  name: string;
  value: Exclude<ReasonInput, EvidenceSource>;
  source: EvidenceSource | null;
}

/** What a person asks first stands first; the database keeps no order of its own. What is not named here comes last. */
const inputOrder = [
  "installedAt",
  "lastConnectedAt",
  "needsUpdate",
  "needsUpdateAt",
  "lookAt",
  "dueAt",
  "dueAfterMinutes",
];

function placeOf(name: string): number {
  const place = inputOrder.indexOf(name);
  return place === -1 ? inputOrder.length : place;
}

/** The inputs in their order, each with the source that stands beside it as `…Source`. */
function inputRows(inputs: Record<string, ReasonInput>): InputRow[] {
  const entries = Object.entries(inputs).sort(([a], [b]) => placeOf(a) - placeOf(b));
  return entries.flatMap(([name, value]) => {
    if (typeof value === "object") return [];
    const source = inputs[`${name.replace(/At$/, "")}Source`];
    return [{ name, value, source: typeof source === "object" ? source : null }];
  });
}

function InputValue({ name, value, zone }: { name: string; value: InputRow["value"]; zone: string }) {
  if (name === "assumedPassive") return t("assumedPassive");
  if (typeof value === "boolean") return common(value ? "yes" : "no");
  if (name === "policyLine") return t(`policyLines.${value}` as InputName);
  if (name === "survivorId") {
    return (
      <TextLink href={`/clients/${value}`} size="sm">
        {String(value)}
      </TextLink>
    );
  }
  if (typeof value === "string") return value;
  if (/(At|Until|From)$/.test(name)) return <When at={value} zone={zone} as="both" />;
  if (name.endsWith("Days")) return t("days", { count: value });
  if (name.endsWith("Minutes")) return duration(value);
  return common("number", { value });
}

function duration(minutes: number): string {
  if (minutes > 0 && minutes % 1440 === 0) return t("days", { count: minutes / 1440 });
  return minutes > 0 && minutes % 60 === 0
    ? t("hours", { count: minutes / 60 })
    : t("minutes", { count: minutes });
}

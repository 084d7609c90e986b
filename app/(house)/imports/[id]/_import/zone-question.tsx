/** The question which clock the times of a file are from. */
import { Stack, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { exactText } from "@/app/_components/instant-text";
import { localOfInstant } from "@/app/_components/zoned-time";
import type { ZoneQuestion as Asked } from "@/lib/intake/export-file/question";
import type { ImportDetail } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { ZoneAnswer } from "./answers.client";
import { wallClock } from "./read-in-order";

const t = words("import");
const questions = words("questions");

/** Renders why it is asked, and the zones with what the examples would mean in them. */
export function ZoneQuestion({ found, question }: { found: ImportDetail; question: Asked }) {
  return (
    <Card title={t("zoneTitle")}>
      <Stack gap="md">
        <Text size="sm">{sentence(found, question)}</Text>
        <ZoneAnswer
          importId={found.id}
          appliance={found.applianceName}
          applianceZone={found.timeZone}
          examples={examplesOf(found, question)}
          exportedAt={question.exportedAt === undefined ? null : Date.parse(question.exportedAt)}
          timeZones={["UTC", ...Intl.supportedValuesOf("timeZone")]}
        />
      </Stack>
    </Card>
  );
}

function sentence({ timeZone: zone, cameBy }: ImportDetail, question: Asked): string {
  const { why, columns, examples, newestAt, exportedAt } = question;
  const when = (text: string | undefined) =>
    text === undefined ? "" : exactText(Date.parse(text), zone, "en");
  const column = columns.join("”, “");
  if (why === "after_export")
    return questions("time_zone_after_export", {
      zone,
      newestAt: when(newestAt),
      exportedAt: when(exportedAt),
      cameBy,
    });
  if (why === "unclear_zone") return questions("time_zone_unclear_zone", { column });
  return questions("time_zone_no_offset", { column, example: examples[0]?.value ?? "" });
}

/** Each example with what a clock on the wall showed; null where that depends on the order of its date. */
function examplesOf(found: ImportDetail, { why, examples }: Asked) {
  const { dateOrder } = found.parameters;
  const order = dateOrder === "ymd" || dateOrder === "dmy" || dateOrder === "mdy" ? dateOrder : null;
  return examples.map(({ line, value }) => {
    // This one was read already, in the appliance's zone.
    if (why !== "after_export") return { line, value, local: wallClock(value, order) };
    const local = localOfInstant(Date.parse(value), found.timeZone);
    return { line, value: local.replace("T", " "), local };
  });
}

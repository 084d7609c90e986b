/** The question whether a list of something else is meant. */
import { Stack, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { columnNames } from "@/lib/intake/export-file/headings/headings";
import type { ImportDetail, ImportQuestion } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { OtherListAnswer } from "./answers.client";
import { FirstRows } from "./first-rows";

const t = words("import");
const questions = words("questions");

interface OtherListQuestionProps {
  found: ImportDetail;
  question: Extract<ImportQuestion, { kind: "other_list" }>;
}

/** Renders what it looks like, its first rows, and the two answers. */
export function OtherListQuestion({ found, question }: OtherListQuestionProps) {
  return (
    <Card title={t("otherTitle")}>
      <Stack gap="md">
        <Text size="sm">{questions("other_list", { list: question.list })}</Text>
        <section>
          <Text size="sm" fw={600}>
            {t("otherRows")}
          </Text>
          <FirstRows label={t("otherRows")} names={columnNames(question.headings)} rows={question.rows} />
        </section>
        <OtherListAnswer importId={found.id} cameBy={found.cameBy} />
      </Stack>
    </Card>
  );
}

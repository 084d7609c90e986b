/** The question when a list was made that says nothing about it. */
import { Stack, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import type { MadeAtQuestion as Asked } from "@/lib/intake/export-file/question";
import type { ImportDetail } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { MadeAtAnswer } from "./answers.client";

const t = words("import");
const questions = words("questions");

/** Renders why it is asked; the time in the file's name is offered and never taken by itself. */
export function MadeAtQuestion({ found, question }: { found: ImportDetail; question: Asked }) {
  return (
    <Card title={t("madeAtTitle")}>
      <Stack gap="md">
        <Text size="sm">
          {questions("exported_at")} {t("madeAtText")}
        </Text>
        <MadeAtAnswer
          importId={found.id}
          zone={found.timeZone}
          proposal={question.proposal === null ? null : Date.parse(question.proposal)}
        />
      </Stack>
    </Card>
  );
}

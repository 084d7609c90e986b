/** The question whether a file that would change much is meant. */
import { List, ListItem, Stack, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import type { ImportDetail, ImportQuestion } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { ConfirmAnswer } from "./confirm-answer.client";

const t = words("import");

interface ConfirmQuestionProps {
  found: ImportDetail;
  question: Extract<ImportQuestion, { kind: "confirmation" }>;
}

/** Renders the reasons; the difference itself stands below on the page. */
export function ConfirmQuestion({ found, question }: ConfirmQuestionProps) {
  return (
    <Card title={t("confirmTitle")}>
      <Stack gap="md">
        <List size="sm" spacing={4}>
          {question.reasons.map(({ code, params }) => (
            <ListItem key={code}>{t(`confirmReasons.${code}`, params)}</ListItem>
          ))}
        </List>
        <Text size="sm" c="var(--quiet)">
          {t("confirmText")} {found.diff !== null && t("confirmDifference")}
        </Text>
        <ConfirmAnswer importId={found.id} />
      </Stack>
    </Card>
  );
}

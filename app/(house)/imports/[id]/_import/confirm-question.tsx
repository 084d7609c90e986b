/** The question whether a file that looks doubtful is to be applied. */
import { List, ListItem, Stack, Text, Title } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { TextLink } from "@/app/_components/link.client";
import { explainConfirmation } from "@/lib/intake/explain-import";
import type { VanishedGroup } from "@/lib/intake/import-doubts";
import type { ImportDetail, ImportQuestion, ImportRejectRow } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";
import { importHref } from "../../_list/import-href";
import { ConfirmAnswer } from "./answers.client";
import { confirmAnswers } from "./confirm-answers";
import { RejectList } from "./reject-list";

const t = words("import");

interface ConfirmQuestionProps {
  found: ImportDetail;
  question: Extract<ImportQuestion, { kind: "confirmation" }>;
  /** The first of the rows that could not be read, where these are the doubt. */
  rejects: readonly ImportRejectRow[];
  /** The groups that vanished, where these are the doubt. */
  groups: readonly VanishedGroup[];
}

/** Renders the doubts with what they rest on, then the answers. */
export function ConfirmQuestion({ found, question, rejects, groups }: ConfirmQuestionProps) {
  const { reasons } = question;
  const missing = found.diff?.missing ?? 0;
  return (
    <Card title={t("confirmTitle")}>
      <Stack gap="md">
        <List spacing={4}>
          {reasons.map((reason) => (
            <ListItem key={reason.code}>{explainConfirmation(reason, found.cameBy)}</ListItem>
          ))}
        </List>
        {rejects.length > 0 && (
          <section>
            <Title order={3} size="h5">
              {t("rejectsFirst")}
            </Title>
            <RejectList rows={rejects} cameBy={found.cameBy} />
            <TextLink href={`${importHref(found, { show: "rejects" })}#list`} size="sm" underline="always">
              {t("rejectsAll", { count: found.rowsRejected })}
            </TextLink>
          </section>
        )}
        {groups.length > 1 && <Groups groups={groups} />}
        {missing > 0 && (
          <TextLink href={`${importHref(found, { show: "missing" })}#changes`} size="sm" underline="always">
            {t("missingAll", { count: missing })}
          </TextLink>
        )}
        <Text size="sm" c="var(--quiet)">
          {t("confirmText")} {found.diff !== null && t("confirmDifference")}
        </Text>
        <ConfirmAnswer
          importId={found.id}
          appliance={found.applianceName}
          cameBy={found.cameBy}
          {...confirmAnswers(reasons, found.complete)}
        />
      </Stack>
    </Card>
  );
}

const shownGroups = 12;

function Groups({ groups }: { groups: readonly VanishedGroup[] }) {
  const rest = groups.length - shownGroups;
  return (
    <section>
      <Title order={3} size="h5" mb={4}>
        {t("vanishedGroups")}
      </Title>
      <List size="sm">
        {groups.slice(0, shownGroups).map(({ group, clients }) => (
          <ListItem key={group}>{t("vanishedGroup", { group, clients })}</ListItem>
        ))}
        {rest > 0 && <ListItem>{t("vanishedMore", { count: rest })}</ListItem>}
      </List>
    </section>
  );
}

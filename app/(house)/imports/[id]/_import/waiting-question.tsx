/** What an import waits to be told; somebody who may not answer is told who may. */
import { Alert, Text } from "@mantine/core";
import { may } from "@/lib/access/may";
import { type VanishedGroup, vanishedGroups } from "@/lib/intake/import-doubts";
import {
  type ImportDetail,
  type ImportQuestion,
  type ImportRejectRow,
  importRejects,
} from "@/lib/intake/queries";
import type { Ctx } from "@/lib/platform/context";
import { words } from "@/lib/platform/words";
import { ConfirmQuestion } from "./confirm-question";
import { MadeAtQuestion } from "./made-at-question";
import { MappingQuestion } from "./mapping-question";
import { OrderQuestion } from "./order-question";
import { OtherListQuestion } from "./other-list-question";
import { ZoneQuestion } from "./zone-question";

const t = words("import");
const imports = words("imports");

/** What a confirmation rests on beside its numbers. */
export interface Doubts {
  rejects: ImportRejectRow[];
  groups: VanishedGroup[];
}

/** True while a person has to say something before it goes on. */
export function isWaiting({ status, question }: Pick<ImportDetail, "status" | "question">): boolean {
  return question !== null && (status === "needs_mapping" || status === "needs_confirmation");
}

const firstRejects = 5;

/** Loads what the doubts of a confirmation rest on. */
export async function doubtsOf(ctx: Ctx, found: ImportDetail): Promise<Doubts> {
  const codes = found.question?.kind === "confirmation" ? found.question.reasons.map(({ code }) => code) : [];
  const [rejects, groups] = await Promise.all([
    codes.includes("many_rejected") ? importRejects(ctx, found, { limit: firstRejects, skip: 0 }) : [],
    codes.includes("group_vanished") || codes.includes("many_missing") ? vanishedGroups(ctx, found) : [],
  ]);
  return { rejects, groups };
}

interface WaitingQuestionProps {
  ctx: Ctx;
  found: ImportDetail;
  doubts: Doubts;
}

/** Renders the question with its answers. */
export function WaitingQuestion({ ctx, found, doubts }: WaitingQuestionProps) {
  const { question } = found;
  if (question === null || !isWaiting(found)) return null;
  if (!may(ctx.actor, "import.answer", found.applianceId)) {
    return (
      <Alert color="orange" title={imports(`asks.${question.kind}`)}>
        {t("waitsFor")}
      </Alert>
    );
  }
  return (
    <div>
      <Asked found={found} question={question} doubts={doubts} />
      {question.kind !== "confirmation" && (
        <Text size="sm" c="var(--quiet)" mt="xs">
          {t("confirmText")}
        </Text>
      )}
    </div>
  );
}

function Asked({
  found,
  question,
  doubts,
}: Omit<WaitingQuestionProps, "ctx"> & { question: ImportQuestion }) {
  switch (question.kind) {
    case "mapping":
      return <MappingQuestion found={found} question={question} />;
    case "date_order":
      return <OrderQuestion found={found} question={question} />;
    case "time_zone":
      return <ZoneQuestion found={found} question={question} />;
    case "exported_at":
      return <MadeAtQuestion found={found} question={question} />;
    case "other_list":
      return <OtherListQuestion found={found} question={question} />;
    case "confirmation":
      return <ConfirmQuestion found={found} question={question} {...doubts} />;
  }
}

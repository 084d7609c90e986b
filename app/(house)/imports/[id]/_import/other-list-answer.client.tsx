"use client";
/** Answers whether a list of something else is meant. */
import { Button, Stack, Text } from "@mantine/core";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";
import type { CameBy } from "@/lib/intake/came-by";
import classes from "./answer-list.module.css";
import { DiscardFile } from "./discard-file.client";

/** Discarding it comes first; going on says what it means. */
export function OtherListAnswer({ importId, cameBy }: { importId: number; cameBy: CameBy }) {
  const t = useTranslations("import");
  const { pending, problem, run } = useDeed();
  return (
    <Stack gap="sm">
      <ProblemAlert problem={problem} />
      <ul className={classes.answers}>
        <li className={classes.answer}>
          <DiscardFile importId={importId} isFirst />
          <Text size="sm" c="var(--quiet)">
            {t("confirmDiscardHint", { cameBy })}
          </Text>
        </li>
        <li className={classes.answer}>
          <Button
            variant="default"
            loading={pending}
            onClick={() =>
              void run(
                () => callApi("POST", `/api/v1/imports/${importId}/mapping`, { otherList: true }),
                t("answered"),
              )
            }
          >
            {t("otherGo")}
          </Button>
          <Text size="sm" c="var(--quiet)">
            {t("otherMeans")}
          </Text>
        </li>
      </ul>
    </Stack>
  );
}

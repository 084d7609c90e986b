"use client";
/** The second step of signing in: a code. */
import { Anchor, Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { CodeInput } from "@/app/_components/code-input.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { useDoor } from "./use-door.client";

/** `next`: the page to go on to, judged again by the server. */
export function CodeForm({ next }: { next: string }) {
  const t = useTranslations("access");
  const door = useDoor("code");
  const [code, setCode] = useState("");
  const error = door.errorOf("code");

  function submit() {
    void door.knock({ code, next });
  }

  return (
    <ReadyForm onSubmit={submit}>
      <Stack gap="md">
        {error === undefined && <ProblemAlert problem={door.problem} />}
        <CodeInput
          label={t("code")}
          description={t("codeHint")}
          value={code}
          error={error}
          onChange={setCode}
        />
        <Button type="submit" size="md" fullWidth loading={door.pending}>
          {t("enter")}
        </Button>
        <Text size="sm" c="var(--quiet)">
          {t("codeLost")}
        </Text>
        <Anchor href={next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`} size="sm">
          {t("startAgain")}
        </Anchor>
      </Stack>
    </ReadyForm>
  );
}

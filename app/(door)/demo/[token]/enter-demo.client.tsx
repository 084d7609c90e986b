"use client";
/** Knocks once the page is there; opening the address alone does not use the link up. */
import { Button, Stack } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDoor } from "../../_door/use-door.client";

export function EnterDemo({ token }: { token: string }) {
  const t = useTranslations("access");
  const { knock, pending, problem } = useDoor("demo");
  const knocked = useRef(false);
  useEffect(() => {
    if (knocked.current) return;
    knocked.current = true;
    void knock({ token });
  });
  return (
    <Stack gap="md">
      <ProblemAlert problem={problem} />
      <Button size="md" fullWidth loading={pending} onClick={() => void knock({ token })}>
        {t("enterDemo")}
      </Button>
    </Stack>
  );
}

"use client";
/** Sets the second step up for who must have one, and then shows the recovery codes. */
import { Button, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ApiProblem, callApi } from "@/app/_components/call-api";
import { type Enrolment, EnrolmentFields } from "@/app/_components/enrolment.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { RecoveryCodes } from "@/app/_components/recovery-codes.client";

interface Entered {
  next: string;
  recoveryCodes: string[];
}

/** `next`: the page to go on to, judged again by the server. */
export function SetUpStepForm({ enrolment, next }: { enrolment: Enrolment; next: string }) {
  const t = useTranslations("access");
  const [code, setCode] = useState("");
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [entered, setEntered] = useState<Entered | null>(null);
  const errors = problem instanceof ApiProblem ? problem.errors : [];
  const error = errors.find(({ path }) => path === "code")?.message;

  async function submit() {
    setPending(true);
    setProblem(null);
    try {
      setEntered(await callApi<Entered>("POST", "/api/door/sign-in-set-up", { code, next }));
    } catch (thrown) {
      setProblem(thrown);
    } finally {
      setPending(false);
    }
  }

  if (entered) {
    // A whole new page: nothing that was rendered for nobody stays.
    return (
      <RecoveryCodes codes={entered.recoveryCodes} onKept={() => window.location.assign(entered.next)} />
    );
  }
  return (
    <ReadyForm onSubmit={submit}>
      <Stack gap="md">
        <EnrolmentFields enrolment={enrolment} code={code} error={error} onCode={setCode} />
        {error === undefined && <ProblemAlert problem={problem} />}
        <Button type="submit" size="md" fullWidth loading={pending}>
          {t("enter")}
        </Button>
      </Stack>
    </ReadyForm>
  );
}

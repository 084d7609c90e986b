"use client";
/** Changes one's own password: the current one, and the new one twice. */
import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { ApiProblem, callApi } from "@/app/_components/call-api";
import { NewPasswordFields } from "@/app/_components/new-password-fields.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { useDeed } from "@/app/_components/use-deed.client";

const empty = { current: "", password: "", repeated: "" };

/** `email` is for the password manager, which has to know whose password this is. */
export function ChangePassword({ email, minChars }: { email: string; minChars: number }) {
  const t = useTranslations("access");
  const deed = useDeed();
  const form = useRef<HTMLFormElement>(null);
  const [typed, setTyped] = useState(empty);
  const [tries, setTries] = useState(0);
  const set = (change: Partial<typeof empty>) => setTyped((before) => ({ ...before, ...change }));

  const errors = deed.problem instanceof ApiProblem ? deed.problem.errors : [];
  const errorOf = (field: string) => errors.find((error) => error.path === field)?.message;
  const currentError = errorOf("currentPassword");
  const newError = errorOf("newPassword");

  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever tried and failed goes on where it failed
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tries, deed.problem]);

  async function submit() {
    setTries((before) => before + 1);
    if (typed.password !== typed.repeated) return;
    const body = { currentPassword: typed.current, newPassword: typed.password };
    if (!(await deed.run(() => callApi("POST", "/api/door/password", body), t("passwordChanged")))) return;
    setTyped(empty);
    setTries(0);
  }

  return (
    <ReadyForm ref={form} onSubmit={submit}>
      <Stack gap="md" maw="26rem">
        <Text size="sm" c="var(--quiet)">
          {t("changePasswordText")}
        </Text>
        {currentError === undefined && newError === undefined && <ProblemAlert problem={deed.problem} />}
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <PasswordInput
          label={t("currentPassword")}
          name="current"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={typed.current}
          error={currentError}
          aria-invalid={currentError !== undefined}
          onChange={(event) => set({ current: event.currentTarget.value })}
          visibilityToggleButtonProps={{ "aria-label": t("showPassword") }}
        />
        <NewPasswordFields
          label={t("newPassword")}
          password={typed.password}
          repeated={typed.repeated}
          minChars={minChars}
          error={newError}
          tellDifference={tries > 0}
          onPassword={(password) => set({ password })}
          onRepeated={(repeated) => set({ repeated })}
        />
        <Button type="submit" loading={deed.pending} style={{ alignSelf: "flex-start" }}>
          {t("changePassword")}
        </Button>
      </Stack>
    </ReadyForm>
  );
}

"use client";
/** E-mail address and password. */
import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { useDoor } from "./use-door.client";

/** `next`: the page to go on to, judged again by the server. */
export function SignInForm({ next }: { next: string }) {
  const t = useTranslations("access");
  const door = useDoor("sign-in");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");

  function submit() {
    void door.knock({ email, password, next });
  }

  return (
    <ReadyForm onSubmit={submit}>
      <Stack gap="md">
        <ProblemAlert problem={door.problem} />
        <TextInput
          label={t("email")}
          type="email"
          name="email"
          autoComplete="username"
          required
          withAsterisk={false}
          maxLength={254}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={t("password")}
          name="password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": t("showPassword") }}
        />
        <Button type="submit" size="md" fullWidth loading={door.pending}>
          {t("signIn")}
        </Button>
        <Text size="sm" c="var(--quiet)">
          {t("forgot")}
        </Text>
      </Stack>
    </ReadyForm>
  );
}

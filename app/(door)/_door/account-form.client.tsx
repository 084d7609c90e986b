"use client";
/** The form behind every one-time link: whatever of name and e-mail address is still missing, and a new password. */
import { Button, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { NewPasswordFields } from "@/app/_components/new-password-fields.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { useDoor } from "./use-door.client";

interface AccountFormProps {
  door: "set-up" | "invitation" | "new-password";
  token: string;
  /** Known already, and then only handed to the password manager; null: asked for. */
  email: string | null;
  asksName: boolean;
  minChars: number;
  submitLabel: string;
}

/** Renders the form and sends it to its door. */
export function AccountForm({
  door: doorName,
  token,
  email,
  asksName,
  minChars,
  submitLabel,
}: AccountFormProps) {
  const t = useTranslations("access");
  const door = useDoor(doorName);
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const [password, setPassword] = useState("");
  const [repeated, setRepeated] = useState("");
  const [tried, setTried] = useState(false);

  function submit() {
    setTried(true);
    if (password !== repeated) return;
    const body = {
      token,
      password,
      ...(asksName ? { name } : {}),
      ...(email === null ? { email: address } : {}),
    };
    void door.knock(body);
  }

  return (
    <ReadyForm onSubmit={submit}>
      <Stack gap="md">
        <ProblemAlert problem={door.problem} />
        {asksName && (
          <TextInput
            label={t("name")}
            description={t("nameHint")}
            name="name"
            autoComplete="name"
            required
            withAsterisk={false}
            maxLength={120}
            value={name}
            error={door.errorOf("name")}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        {email === null ? (
          <TextInput
            label={t("email")}
            type="email"
            name="email"
            autoComplete="username"
            required
            withAsterisk={false}
            maxLength={254}
            value={address}
            error={door.errorOf("email")}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
        ) : (
          <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        )}
        <NewPasswordFields
          label={t("password")}
          password={password}
          repeated={repeated}
          minChars={minChars}
          error={door.errorOf("password")}
          tellDifference={tried}
          onPassword={setPassword}
          onRepeated={setRepeated}
        />
        <Button type="submit" size="md" fullWidth loading={door.pending}>
          {submitLabel}
        </Button>
      </Stack>
    </ReadyForm>
  );
}

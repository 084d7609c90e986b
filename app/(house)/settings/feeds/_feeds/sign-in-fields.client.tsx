"use client";
/** What a feed signs in with. Secrets are entered and never shown again. */
import { InputLabel, PasswordInput, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { useId } from "react";
import { useTranslations } from "use-intl";
import { hasPart } from "./feed-draft";
import type { FieldProps } from "./field-props";

export function SignInFields(props: FieldProps) {
  const { type, draft, change } = props;
  const t = useTranslations("feeds");
  const label = useId();
  const chooses = hasPart(type, "signIn");
  const isUser = hasPart(type, "user") || (chooses && draft.signIn === "user");
  return (
    <>
      {chooses && (
        <Stack gap={4} align="flex-start">
          <InputLabel id={label} labelElement="div">
            {t("form.signIn")}
          </InputLabel>
          <SegmentedControl
            aria-labelledby={label}
            data={(["account", "user"] as const).map((value) => ({
              value,
              label: t(`form.signInWays.${value}`),
            }))}
            value={draft.signIn}
            onChange={(signIn) => change({ signIn: signIn as "account" | "user" })}
          />
        </Stack>
      )}
      <Pair {...props} isUser={isUser} />
    </>
  );
}

function Pair({
  type,
  draft,
  change,
  problems,
  keepsSecret,
  asksAgain,
  isUser,
}: FieldProps & { isUser: boolean }) {
  const t = useTranslations("feeds");
  const [name, secret] = isUser
    ? (["username", "password"] as const)
    : (["clientId", "clientSecret"] as const);
  // An address may answer without anybody signing in.
  const required = !keepsSecret && (type !== "url" || asksAgain);
  const hint = asksAgain ? "form.againHint" : keepsSecret ? "form.keptHint" : "form.secretHint";
  return (
    <>
      <TextInput
        label={t(`form.${name}`)}
        {...(keepsSecret ? { description: t("form.keptHint") } : {})}
        required={required}
        maxLength={500}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={draft[name]}
        error={problems[name]}
        onChange={(event) => change({ [name]: event.currentTarget.value })}
      />
      <PasswordInput
        label={t(`form.${secret}`)}
        description={t(hint)}
        required={required}
        maxLength={2_000}
        autoComplete="new-password"
        value={draft[secret]}
        error={problems[secret]}
        onChange={(event) => change({ [secret]: event.currentTarget.value })}
      />
    </>
  );
}

"use client";
/** A new password, typed twice, with the rule beside it. */
import { PasswordInput, Text } from "@mantine/core";
import { useTranslations } from "use-intl";

interface NewPasswordFieldsProps {
  /** What the first field is called: there may be one for another password beside it. */
  label: string;
  password: string;
  repeated: string;
  minChars: number;
  error: string | undefined;
  /** Whether to tell that the two differ: only after the person tried to go on. */
  tellDifference: boolean;
  onPassword(text: string): void;
  onRepeated(text: string): void;
}

/** Renders both fields; the server judges the password, this only counts along. */
export function NewPasswordFields(props: NewPasswordFieldsProps) {
  const t = useTranslations("access");
  const missing = props.minChars - [...props.password].length;
  const progress = missing > 0 ? t("passwordTooShort", { missing }) : t("passwordLongEnough");
  const differs = props.tellDifference && props.password !== props.repeated;
  return (
    <>
      <PasswordInput
        label={props.label}
        description={t("passwordRules", { min: props.minChars })}
        autoComplete="new-password"
        name="password"
        required
        withAsterisk={false}
        value={props.password}
        error={props.error}
        aria-invalid={props.error !== undefined}
        onChange={(event) => props.onPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ "aria-label": t("showPassword") }}
      />
      <Text size="xs" c="var(--quiet)" role="status" mt={-8} mih={18}>
        {props.password === "" ? "" : progress}
      </Text>
      <PasswordInput
        label={t("repeatPassword")}
        autoComplete="new-password"
        name="repeated"
        required
        withAsterisk={false}
        value={props.repeated}
        error={differs ? t("repeatDiffers") : undefined}
        aria-invalid={differs}
        onChange={(event) => props.onRepeated(event.currentTarget.value)}
        visibilityToggleButtonProps={{ "aria-label": t("showPassword") }}
      />
    </>
  );
}

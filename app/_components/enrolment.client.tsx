"use client";
/** What an authenticator app needs: the QR code, the key behind it, and the field for the first code. */
import { Stack, Text, TextInput } from "@mantine/core";
import { useTranslations } from "use-intl";
import { CodeInput } from "./code-input.client";
import { QrImage } from "./qr-image";

/** As the server gives it; `secret` is written in groups. */
export interface Enrolment {
  secret: string;
  qr: { size: number; path: string };
}

interface EnrolmentFieldsProps {
  enrolment: Enrolment;
  code: string;
  error: string | undefined;
  onCode(text: string): void;
}

export function EnrolmentFields({ enrolment, code, error, onCode }: EnrolmentFieldsProps) {
  const t = useTranslations("access");
  return (
    <Stack gap="md">
      <Text size="sm">{t("scan")}</Text>
      <QrImage {...enrolment.qr} label={t("qrLabel")} />
      <TextInput
        label={t("secretLabel")}
        value={enrolment.secret}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      />
      <CodeInput label={t("firstCode")} value={code} error={error} onChange={onCode} />
    </Stack>
  );
}

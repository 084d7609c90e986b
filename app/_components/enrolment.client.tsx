"use client";
/** What an authenticator app needs: the QR code, the key behind it, and the field for the first code. */
import { Stack, Text, Textarea } from "@mantine/core";
import { useEffect, useRef } from "react";
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
  /** It takes the place of what had the focus. */
  takesFocus?: boolean;
}

export function EnrolmentFields({ enrolment, code, error, onCode, takesFocus }: EnrolmentFieldsProps) {
  const t = useTranslations("access");
  const first = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    if (takesFocus) first.current?.focus();
  }, [takesFocus]);
  return (
    <Stack gap="md">
      <Text size="sm" ref={first} tabIndex={-1} style={{ outline: "none" }}>
        {t("scan")}
      </Text>
      <QrImage {...enrolment.qr} label={t("qrLabel")} />
      <Textarea
        label={t("secretLabel")}
        autosize
        minRows={1}
        value={enrolment.secret}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      />
      <CodeInput label={t("firstCode")} value={code} error={error} onChange={onCode} />
    </Stack>
  );
}

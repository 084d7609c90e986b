"use client";
/** The mail server's form. The password is entered and never shown again. */
import {
  Button,
  Group,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import { ApiProblem, callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { useDeed } from "@/app/_components/use-deed.client";
import type { MailServer } from "@/lib/alerts/mail/schema";

const path = "/api/v1/settings/mail";
const usualPorts = { starttls: 587, tls: 465, none: 25 } as const;
const securities = ["starttls", "tls", "none"] as const;
const fieldOfCode: Readonly<Record<string, string>> = {
  mail_server_refused: "host",
  secret_needed: "password",
  ca_unreadable: "caPem",
};

function problemsAt(problem: unknown): Record<string, string> {
  if (!(problem instanceof ApiProblem)) return {};
  const own = fieldOfCode[problem.code];
  return {
    ...Object.fromEntries(problem.errors.map(({ path: at, message }) => [at, message])),
    ...(own === undefined ? {} : { [own]: problem.detail }),
  };
}

interface MailFormProps {
  /** null: none is set up. */
  server: MailServer | null;
  hasPassword: boolean;
}

export function MailForm({ server, hasPassword }: MailFormProps) {
  const t = useTranslations("channels");
  const deed = useDeed();
  const label = useId();
  const [asks, setAsks] = useState(false);
  const [draft, setDraft] = useState({
    host: server?.host ?? "",
    port: server?.port ?? (587 as number | string),
    security: server?.security ?? ("starttls" as const),
    user: server?.user ?? "",
    password: "",
    from: server?.from ?? "",
    caPem: server?.caPem ?? "",
  });
  const problems = problemsAt(deed.problem);
  const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));

  function save() {
    const { user, password, caPem, port, ...rest } = draft;
    const body = {
      ...rest,
      host: rest.host.trim(),
      from: rest.from.trim(),
      port: Number(port),
      user: user.trim() === "" ? null : user.trim(),
      caPem: caPem.trim() === "" ? null : caPem,
      ...(password === "" ? {} : { password }),
    };
    void deed.run(() => callApi("PUT", path, body), t("mail.saved"));
  }

  return (
    <ReadyForm onSubmit={save}>
      <Stack gap="md" maw={560}>
        <TextInput
          label={t("mail.host")}
          placeholder="mail.example.com"
          required
          maxLength={253}
          autoCapitalize="none"
          spellCheck={false}
          value={draft.host}
          error={problems.host}
          onChange={(event) => change({ host: event.currentTarget.value })}
        />
        <div>
          <Text id={label} size="sm" fw={500} mb={4}>
            {t("mail.security")}
          </Text>
          <SegmentedControl
            aria-labelledby={label}
            data={securities.map((value) => ({ value, label: t(`mail.securities.${value}`) }))}
            value={draft.security}
            onChange={(value) => {
              const security = value as MailServer["security"];
              const isUsual = Object.values(usualPorts).some((port) => port === draft.port);
              change({ security, ...(isUsual ? { port: usualPorts[security] } : {}) });
            }}
          />
          {draft.security === "none" && (
            <Text size="xs" c="var(--quiet)" mt={4}>
              {t("mail.noneHint")}
            </Text>
          )}
        </div>
        <NumberInput
          label={t("mail.port")}
          required
          min={1}
          max={65_535}
          allowDecimal={false}
          value={draft.port}
          error={problems.port}
          onChange={(port) => change({ port })}
        />
        <TextInput
          type="email"
          label={t("mail.from")}
          description={t("mail.fromHint")}
          placeholder="rollcall@example.com"
          required
          maxLength={254}
          value={draft.from}
          error={problems.from}
          onChange={(event) => change({ from: event.currentTarget.value })}
        />
        <TextInput
          label={t("mail.user")}
          description={t("mail.userHint")}
          maxLength={500}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={draft.user}
          error={problems.user}
          onChange={(event) => change({ user: event.currentTarget.value })}
        />
        {draft.user.trim() !== "" && (
          <PasswordInput
            label={t("mail.password")}
            description={t(hasPassword ? "form.kept" : "mail.passwordHint")}
            required={!hasPassword}
            maxLength={2_000}
            autoComplete="new-password"
            value={draft.password}
            error={problems.password}
            onChange={(event) => change({ password: event.currentTarget.value })}
          />
        )}
        <Textarea
          label={t("mail.caPem")}
          description={t("mail.caPemHint")}
          placeholder="-----BEGIN CERTIFICATE-----"
          autosize
          minRows={2}
          maxRows={8}
          maxLength={200_000}
          spellCheck={false}
          value={draft.caPem}
          error={problems.caPem}
          onChange={(event) => change({ caPem: event.currentTarget.value })}
        />
        {Object.keys(problems).length === 0 && !asks && <ProblemAlert problem={deed.problem} />}
        <Group>
          <Button type="submit" loading={deed.pending}>
            {t("mail.save")}
          </Button>
          {server !== null && (
            <Button variant="default" onClick={() => setAsks(true)}>
              {t("mail.remove")}
            </Button>
          )}
        </Group>
      </Stack>
      <ConfirmDialog
        opened={asks}
        onClose={() => setAsks(false)}
        title={t("mail.removeTitle")}
        consequence={t("mail.removeText")}
        deed={t("mail.remove")}
        dangerous
        onConfirm={() =>
          void deed
            .run(() => callApi("DELETE", path), t("mail.removed"))
            .then((done) => done && setAsks(false))
        }
        pending={deed.pending}
        problem={deed.problem}
      />
    </ReadyForm>
  );
}

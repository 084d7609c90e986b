"use client";
/** Sets one's own second step up, makes new recovery codes, turns it off. */
import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { ApiProblem, callApi } from "@/app/_components/call-api";
import { CodeInput } from "@/app/_components/code-input.client";
import { Dialog } from "@/app/_components/dialog.client";
import { type Enrolment, EnrolmentFields } from "@/app/_components/enrolment.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { RecoveryCodes } from "@/app/_components/recovery-codes.client";
import { useDeed } from "@/app/_components/use-deed.client";

type Doing = "setUp" | "newCodes" | "remove";

interface SecondStepProps {
  isOn: boolean;
  /** Somebody of this role must have it: it cannot be turned off. */
  isRequired: boolean;
  email: string;
}

const empty = { password: "", code: "" };
const door = "/api/door/second-step";

/** The dialog goes password → QR code → recovery codes; what is shown once is not lost by a click beside it. */
export function SecondStep({ isOn, isRequired, email }: SecondStepProps) {
  const t = useTranslations("access");
  const common = useTranslations("common");
  const deed = useDeed();
  const form = useRef<HTMLFormElement>(null);
  const [doing, setDoing] = useState<Doing | null>(null);
  const [typed, setTyped] = useState(empty);
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const errors = deed.problem instanceof ApiProblem ? deed.problem.errors : [];
  const errorOf = (field: string) => errors.find(({ path }) => path === field)?.message;
  const isPlainProblem = errorOf("password") === undefined && errorOf("code") === undefined;
  const titles = {
    setUp: t(isOn ? "setUpAgain" : "setUpStep"),
    newCodes: t("newCodes"),
    remove: t("removeStep"),
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever tried and failed goes on where it failed
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [deed.problem]);

  function begin(what: Doing) {
    deed.forget();
    setTyped(empty);
    setEnrolment(null);
    setCodes(null);
    setDoing(what);
  }

  const close = () => setDoing(null);
  const { password, code } = typed;

  async function setUp() {
    if (!enrolment) {
      await deed.run(async () =>
        setEnrolment(await callApi<Enrolment>("POST", `${door}/begin`, { password })),
      );
      return;
    }
    await showCodes(() => callApi("POST", `${door}/confirm`, { code }));
  }

  async function showCodes(call: () => Promise<unknown>) {
    await deed.run(async () => setCodes(((await call()) as { recoveryCodes: string[] }).recoveryCodes));
  }

  async function submit() {
    if (doing === "setUp") await setUp();
    if (doing === "newCodes") await showCodes(() => callApi("POST", `${door}/recovery-codes`, { password }));
    if (doing === "remove") {
      const remove = () => callApi("POST", `${door}/remove`, { password, code });
      if (await deed.run(remove, t("stepRemoved"))) close();
    }
  }

  return (
    <>
      <Group gap="xs">
        <Button variant={isOn ? "default" : "filled"} onClick={() => begin("setUp")}>
          {titles.setUp}
        </Button>
        {isOn && (
          <Button variant="default" onClick={() => begin("newCodes")}>
            {titles.newCodes}
          </Button>
        )}
        {isOn && !isRequired && (
          <Button variant="subtle" color="red" onClick={() => begin("remove")}>
            {titles.remove}
          </Button>
        )}
      </Group>
      <Dialog
        opened={doing !== null}
        onClose={close}
        title={codes ? t("recoveryCodes") : doing && titles[doing]}
        closeOnClickOutside={codes === null}
      >
        {codes ? (
          <RecoveryCodes codes={codes} onKept={close} />
        ) : (
          <ReadyForm ref={form} onSubmit={submit}>
            <Stack gap="md">
              <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
              {enrolment ? (
                <EnrolmentFields
                  enrolment={enrolment}
                  code={code}
                  takesFocus
                  error={errorOf("code")}
                  onCode={(text) => setTyped({ ...typed, code: text })}
                />
              ) : (
                <>
                  <Text size="sm">
                    {t(
                      doing === "remove"
                        ? "removeStepText"
                        : doing === "newCodes"
                          ? "newCodesText"
                          : "beginText",
                    )}
                  </Text>
                  <PasswordInput
                    label={t("currentPassword")}
                    name="current"
                    autoComplete="current-password"
                    data-autofocus
                    required
                    withAsterisk={false}
                    value={password}
                    error={errorOf("password")}
                    aria-invalid={errorOf("password") !== undefined}
                    onChange={(event) => setTyped({ ...typed, password: event.currentTarget.value })}
                    visibilityToggleButtonProps={{ "aria-label": t("showPassword") }}
                  />
                  {doing === "remove" && (
                    <CodeInput
                      label={t("code")}
                      description={t("codeHint")}
                      value={code}
                      error={errorOf("code")}
                      onChange={(text) => setTyped({ ...typed, code: text })}
                    />
                  )}
                </>
              )}
              {isPlainProblem && <ProblemAlert problem={deed.problem} />}
              <Group justify="flex-end" gap="xs">
                <Button variant="default" onClick={close}>
                  {common("cancel")}
                </Button>
                <Button type="submit" loading={deed.pending} color={doing === "remove" ? "red.9" : undefined}>
                  {doing === "remove" ? titles.remove : t("goOn")}
                </Button>
              </Group>
            </Stack>
          </ReadyForm>
        )}
      </Dialog>
    </>
  );
}

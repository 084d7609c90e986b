/** The page behind a one-time link: its form while the link is good, else why it is not. */
import { Stack, Text, Title } from "@mantine/core";
import { type LinkPurpose, readLink } from "@/lib/access/one-time-link";
import { passwordMinChars } from "@/lib/access/password-rules";
import { databaseNow, pool } from "@/lib/platform/db";
import { words } from "@/lib/platform/words";
import { AccountForm } from "./account-form.client";
import { BrokenLink } from "./broken-link";

const t = words("access");

const pages = {
  set_up: { door: "set-up", asksName: true, title: t("setUpTitle"), submit: t("setUp") },
  invitation: { door: "invitation", asksName: true, title: t("invitationTitle"), submit: t("accept") },
  new_password: {
    door: "new-password",
    asksName: false,
    title: t("newPasswordTitle"),
    submit: t("setPassword"),
  },
} as const;

/** The links behind which one chooses a password. */
type FormPurpose = Exclude<LinkPurpose, "demo">;

function intro(purpose: FormPurpose, email: string): string {
  if (purpose === "set_up") return t("setUpText");
  return purpose === "invitation" ? t("invitationText", { email }) : t("newPasswordText", { email });
}

/** Opening the page does not use the link up: mail scanners open links too. */
export async function LinkPage({ purpose, token }: { purpose: FormPurpose; token: string }) {
  const db = pool();
  const state = await readLink(db, await databaseNow(db), purpose, token);
  if (state.kind !== "good") return <BrokenLink purpose={purpose} kind={state.kind} />;
  const page = pages[purpose];
  return (
    <Stack gap="md">
      <Title order={1}>{page.title}</Title>
      <Text c="var(--quiet)">{intro(purpose, state.email ?? "")}</Text>
      <AccountForm
        door={page.door}
        token={token}
        email={state.email}
        asksName={page.asksName}
        minChars={passwordMinChars}
        submitLabel={page.submit}
      />
    </Stack>
  );
}

import { Alert, Stack, Title } from "@mantine/core";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { safeNext } from "@/app/_web/safe-next";
import { signedInPerson } from "@/app/_web/session";
import { hasAdmin } from "@/lib/access/first-admin";
import { pool } from "@/lib/platform/db";
import { words } from "@/lib/platform/words";
import { SignInForm } from "../_door/sign-in-form.client";

const t = words("access");
export const metadata: Metadata = { title: t("signInTitle") };

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<{ next?: string | string[] }>;
}) {
  const next = safeNext((await searchParams).next);
  if (await signedInPerson()) redirect(next);
  return (
    <Stack gap="md">
      <Title order={1}>{t("signInTitle")}</Title>
      {!(await hasAdmin(pool())) && <Alert title={t("noAdminTitle")}>{t("noAdmin")}</Alert>}
      <SignInForm next={next} />
    </Stack>
  );
}

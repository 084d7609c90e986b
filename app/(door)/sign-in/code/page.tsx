/** The second step: a code from the app, for who has shown the password or a good link. */
import { Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { safeNext } from "@/app/_web/safe-next";
import { readStep } from "@/lib/access/sign-in-step";
import { databaseNow, pool } from "@/lib/platform/db";
import { words } from "@/lib/platform/words";
import { CodeForm } from "../../_door/code-form.client";

const t = words("access");
export const metadata: Metadata = { title: t("codeTitle") };

export default async function CodePage({
  searchParams,
}: {
  searchParams: Promise<{ next?: string | string[] }>;
}) {
  const next = safeNext((await searchParams).next);
  const db = pool();
  const at = await readStep(db, await databaseNow(db), new Headers(await headers()), "code");
  if (!at) redirect(next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`);
  return (
    <Stack gap="md">
      <Title order={1}>{t("codeTitle")}</Title>
      <Text c="var(--quiet)">{t("codeText", { email: at.person.email })}</Text>
      <CodeForm next={next} />
    </Stack>
  );
}

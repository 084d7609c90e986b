/** The second step for who must have one and has none yet: it is set up on the way in. */
import { Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { qrCode } from "@/app/_web/qr-code";
import { safeNext } from "@/app/_web/safe-next";
import { pendingEnrolment } from "@/lib/access/second-factor";
import { readStep } from "@/lib/access/sign-in-step";
import { databaseNow, pool } from "@/lib/platform/db";
import { words } from "@/lib/platform/words";
import { SetUpStepForm } from "../../_door/set-up-step-form.client";

const t = words("access");
export const metadata: Metadata = { title: t("requiredTitle") };

export default async function SetUpStepPage({
  searchParams,
}: {
  searchParams: Promise<{ next?: string | string[] }>;
}) {
  const next = safeNext((await searchParams).next);
  const db = pool();
  const now = await databaseNow(db);
  const at = await readStep(db, now, new Headers(await headers()), "enrol");
  const enrolment = at && (await pendingEnrolment(db, now, at.person));
  if (!at || !enrolment) redirect(next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`);
  return (
    <Stack gap="md">
      <Title order={1}>{t("requiredTitle")}</Title>
      <Text c="var(--quiet)">{t("requiredText", { email: at.person.email })}</Text>
      <SetUpStepForm enrolment={{ secret: enrolment.secret, qr: qrCode(enrolment.uri) }} next={next} />
    </Stack>
  );
}

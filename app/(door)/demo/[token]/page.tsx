/** The way into a demo: goes on by itself while the link is good, else says why not. */
import { Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { readLink } from "@/lib/access/one-time-link";
import { pool } from "@/lib/platform/db";
import { isDemo } from "@/lib/platform/env";
import { words } from "@/lib/platform/words";
import { BrokenLink } from "../../_door/broken-link";
import { EnterDemo } from "./enter-demo.client";

const t = words("access");
export const metadata: Metadata = { title: t("demoTitle") };

export default async function DemoPage({ params }: { params: Promise<{ token: string }> }) {
  if (!isDemo()) notFound();
  const { token } = await params;
  const state = await readLink(pool(), Date.now(), "demo", token);
  if (state.kind !== "good") return <BrokenLink purpose="demo" kind={state.kind} />;
  return (
    <Stack gap="md">
      <Title order={1}>{t("demoTitle")}</Title>
      <Text c="var(--quiet)">{t("demoText")}</Text>
      <EnterDemo token={token} />
    </Stack>
  );
}

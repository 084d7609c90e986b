/** What a person sees at an address that leads nowhere, or to something they may not see. */
import { Container, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { words } from "@/lib/platform/words";
import { TextLink } from "./_components/link.client";

const t = words("shell");
export const metadata: Metadata = { title: t("notFoundTitle") };

export default function NotFound() {
  return (
    <Container component="main" size="sm" py="xl">
      <Stack gap="md">
        <Title order={1}>{t("notFoundTitle")}</Title>
        <Text>{t("notFoundText")}</Text>
        <TextLink href="/">{t("toOverview")}</TextLink>
      </Stack>
    </Container>
  );
}

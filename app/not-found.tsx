/** What a person sees at an address that leads nowhere, or to something they may not see. */
import { Anchor, Container, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import Link from "next/link";
import { words } from "@/lib/platform/words";

const t = words("shell");
export const metadata: Metadata = { title: t("notFoundTitle") };

export default function NotFound() {
  return (
    <Container component="main" size="sm" py="xl">
      <Stack gap="md">
        <Title order={1}>{t("notFoundTitle")}</Title>
        <Text>{t("notFoundText")}</Text>
        <Anchor component={Link} href="/">
          {t("toOverview")}
        </Anchor>
      </Stack>
    </Container>
  );
}

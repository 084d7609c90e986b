"use client";
/** What a person sees when a page could not be made. */
import { Button, Code, Container, Group, Stack, Text, Title } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "use-intl";

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const t = useTranslations("shell");
  return (
    <Container component="main" size="sm" py="xl">
      <Stack gap="md" role="alert">
        <Title order={1}>{t("errorTitle")}</Title>
        <Text>{t("errorText")}</Text>
        {error.digest && (
          <Text size="sm" c="var(--quiet)">
            {t("errorNumber")} <Code>{error.digest}</Code>
          </Text>
        )}
        <Group>
          <Button onClick={reset}>{t("errorRetry")}</Button>
          <Button component={Link} href="/" variant="default">
            {t("toOverview")}
          </Button>
        </Group>
      </Stack>
    </Container>
  );
}

/** What a person sees whose one-time link is used, expired or not ours. */
import { Anchor, Stack, Text, Title } from "@mantine/core";
import type { LinkPurpose } from "@/lib/access/one-time-link";
import { words } from "@/lib/platform/words";

const t = words("access");

export function BrokenLink({
  purpose,
  kind,
}: {
  purpose: LinkPurpose;
  kind: "used" | "expired" | "unknown";
}) {
  return (
    <Stack gap="md">
      <Title order={1}>{t("linkTitle")}</Title>
      <Text>{t(`links.${purpose}.${kind}`)}</Text>
      <Anchor href="/sign-in">{t("toSignIn")}</Anchor>
    </Stack>
  );
}

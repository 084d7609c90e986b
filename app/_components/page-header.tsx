/** The head of a page: where it belongs, its one h1, what it is about, and what can be done here. */
import { Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { TextLink } from "./link.client";

interface PageHeaderProps {
  title: ReactNode;
  /** The page above this one. */
  parent?: { href: string; title: string };
  /** One calm line below the title. */
  description?: ReactNode;
  actions?: ReactNode;
}

/** Renders the head; actions wrap below the title on narrow screens. */
export function PageHeader({ title, parent, description, actions }: PageHeaderProps) {
  return (
    <Group component="header" justify="space-between" align="flex-start" gap="md" mb="lg">
      <Stack gap={4} style={{ flex: "1 1 20rem", minWidth: 0 }}>
        {parent && (
          <TextLink href={parent.href} size="sm" c="var(--quiet)">
            ← {parent.title}
          </TextLink>
        )}
        <Title order={1}>{title}</Title>
        {description && (
          <Text component="div" c="var(--quiet)" size="sm">
            {description}
          </Text>
        )}
      </Stack>
      {actions && <Group gap="xs">{actions}</Group>}
    </Group>
  );
}

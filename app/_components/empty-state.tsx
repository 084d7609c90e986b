/** What stands where there is nothing yet: it says why and teaches the next step. */
import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface EmptyStateProps {
  title: string;
  /** Why it is empty and what to do next. */
  children: ReactNode;
  icon?: ReactNode;
  /** The next step itself: a link or a button. */
  action?: ReactNode;
  /** Heading level, so that headings stay in order. */
  order?: 2 | 3;
}

/** Renders a centred note with its action. */
export function EmptyState({ title, children, icon, action, order = 2 }: EmptyStateProps) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center" maw="34rem" mx="auto">
      {icon && (
        <Text component="div" c="var(--quiet)" aria-hidden>
          {icon}
        </Text>
      )}
      <Title order={order} size="h3">
        {title}
      </Title>
      <Text component="div" size="sm" c="var(--quiet)">
        {children}
      </Text>
      {action && <div style={{ marginTop: "var(--mantine-spacing-xs)" }}>{action}</div>}
    </Stack>
  );
}

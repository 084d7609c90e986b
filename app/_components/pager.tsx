/** The way to the page before and the page after. */
import { Button, Group, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { LinkButton } from "./link.client";

interface PagerProps {
  /** Names the landmark. */
  label: string;
  previous: { label: string; href: string | null };
  next: { label: string; href: string | null };
  /** Where in the whole this page is. */
  children?: ReactNode;
}

/** Renders nothing where there is one page only. */
export function Pager({ label, previous, next, children }: PagerProps) {
  if (previous.href === null && next.href === null) return null;
  return (
    <Group component="nav" aria-label={label} justify="space-between" gap="sm">
      <Step {...previous} rel="prev" icon={<IconChevronLeft size={16} aria-hidden />} />
      <Text size="sm" c="var(--quiet)">
        {children}
      </Text>
      <Step {...next} rel="next" icon={<IconChevronRight size={16} aria-hidden />} />
    </Group>
  );
}

function Step({
  label,
  href,
  rel,
  icon,
}: {
  label: string;
  href: string | null;
  rel: "prev" | "next";
  icon: ReactNode;
}) {
  const section = rel === "prev" ? { leftSection: icon } : { rightSection: icon };
  if (href === null) {
    return (
      <Button variant="default" disabled {...section}>
        {label}
      </Button>
    );
  }
  return (
    <LinkButton href={href} variant="default" {...section}>
      {label}
    </LinkButton>
  );
}

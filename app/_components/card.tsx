/** A titled region of a page: the one kind of box there is. */
import { Group, Paper, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

interface CardProps {
  title: ReactNode;
  /** Heading level, so that headings stay in order. */
  order?: 2 | 3;
  /** Small things at the right of the title: a link, a count, the age of the data. */
  aside?: ReactNode;
  children: ReactNode;
}

/** Renders a landmark named by its heading. */
export function Card({ title, order = 2, aside, children }: CardProps) {
  const id = useId();
  return (
    <Paper
      component="section"
      withBorder
      p="md"
      aria-labelledby={id}
      bg="var(--surface)"
      style={{ minWidth: 0 }}
    >
      <Group justify="space-between" align="baseline" gap="xs" mb="sm">
        <Title order={order} size={order === 2 ? "h2" : "h3"} id={id}>
          {title}
        </Title>
        {aside}
      </Group>
      {children}
    </Paper>
  );
}

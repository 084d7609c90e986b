"use client";
/** What came of trying something out; read out when it is there. */
import { Alert, Group, Loader, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface TestOutcomeProps {
  /** Said while it runs; null: it does not. */
  running: string | null;
  /** null: nothing has come of it yet. */
  outcome: { ok: boolean; title: string } | null;
  children?: ReactNode;
}

export function TestOutcome({ running, outcome, children }: TestOutcomeProps) {
  // The region stands before anything is in it: only then is what comes into it read out.
  return (
    <div role="status">
      {running !== null && (
        <Group gap="xs" mt="md">
          <Loader size="xs" aria-hidden />
          <Text size="sm">{running}</Text>
        </Group>
      )}
      {outcome && (
        <Alert
          color={outcome.ok ? "teal" : "orange"}
          variant="light"
          mt="md"
          icon={outcome.ok ? <IconCircleCheck aria-hidden /> : <IconCircleX aria-hidden />}
        >
          <Stack gap="xs">
            <Text size="sm" fw={650}>
              {outcome.title}
            </Text>
            {children}
          </Stack>
        </Alert>
      )}
    </div>
  );
}

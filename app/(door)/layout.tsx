/** The porch: what a person sees who is not signed in yet. */
import { Box, Group, Paper, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { WordsBelow } from "@/app/_components/words-below";
import { Mark } from "@/app/(house)/_shell/mark";
import { isDemo } from "@/lib/platform/env";
import { words } from "@/lib/platform/words";
import classes from "./_door/porch.module.css";

const shell = words("shell");
const demo = words("demo");
const t = words("access");

export default function DoorLayout({ children }: { children: ReactNode }) {
  return (
    <Box component="main" className={classes.porch}>
      <Stack gap="lg" className={classes.column}>
        <Group gap="sm" wrap="nowrap">
          <Mark size={40} />
          <div>
            <Text fw={700} size="lg" lh={1.2}>
              {shell("product")}
            </Text>
            <Text size="sm" c="var(--quiet)">
              {t("tagline")}
            </Text>
          </div>
        </Group>
        {isDemo() && (
          <Text size="sm" fw={600}>
            {demo("invented")}
          </Text>
        )}
        <Paper withBorder p={{ base: "md", xs: "lg" }} className={classes.card}>
          <WordsBelow of={["access"]}>{children}</WordsBelow>
        </Paper>
      </Stack>
    </Box>
  );
}

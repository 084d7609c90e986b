/** A share as a big number with what it is a share of. Never rounded up to 100 % or down to 0 % while it is not. */
import { Group, Text } from "@mantine/core";

/** The share in whole percent, honest at both ends; `null` of nothing. */
export function honestPercent(part: number, of: number): number | null {
  if (of === 0) return null;
  const percent = Math.round((part / of) * 100);
  if (part < of && percent === 100) return 99;
  return part > 0 && percent === 0 ? 1 : percent;
}

/** "82 %  4,120 of 5,012 clients have checked in": `word` is what follows the number of `part`. */
export function Share({ part, of, word }: { part: number; of: number; word: string }) {
  const percent = honestPercent(part, of);
  return (
    <Group gap="sm" align="baseline" wrap="nowrap">
      <Text component="span" fz="1.75rem" fw={700} lh={1.1} style={{ whiteSpace: "nowrap" }}>
        {percent === null ? "–" : `${percent} %`}
      </Text>
      <Text component="span" size="sm" c="var(--quiet)">
        {part.toLocaleString("en")} {word}
      </Text>
    </Group>
  );
}

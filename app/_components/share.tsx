/** A share as a big number with what it is a share of. */
import { Group, Text } from "@mantine/core";
import { percentOf } from "@/lib/core/percent";

/** "82 %  4,120 of 5,012 clients have checked in": `word` is what follows the number of `part`. */
export function Share({ part, of, word }: { part: number; of: number; word: string }) {
  const percent = percentOf(part, of);
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

/** Whose move it is in a rollout, in numbers: the reader's own first, each leading to the clients behind it. */
import { Group, Text } from "@mantine/core";
import { clientsHref } from "@/app/_components/clients-href";
import { TextLink } from "@/app/_components/link.client";
import { type Mover, movers } from "@/lib/core/movers";
import { words } from "@/lib/platform/words";

const t = words("overview");
const moverWord = words("movers");

/** Renders the counts; whoever has no move is left out. `own`: the movers that the reader is. */
export function MoverCounts({
  rolloutId,
  counts,
  own,
}: {
  rolloutId: number;
  counts: Readonly<Record<Mover, number>>;
  own: readonly Mover[];
}) {
  const somebody = movers.filter((mover) => mover !== "nobody" && counts[mover] > 0);
  const mine = own.filter((mover) => counts[mover] > 0);
  const yours = mine.reduce((sum, mover) => sum + counts[mover], 0);
  return (
    <Group gap="md" component="section" aria-label={t("movers")}>
      <Text size="sm" c="var(--quiet)">
        {somebody.length === 0 ? t("noMovers") : t("movers")}
      </Text>
      {yours > 0 && (
        <TextLink href={clientsHref({ rolloutId, mover: mine })} size="sm" fw={700} underline="always">
          {t("yours", { count: yours })}
        </TextLink>
      )}
      {somebody.map((mover) => (
        <TextLink key={mover} href={clientsHref({ rolloutId, mover })} size="sm">
          {t("moverCount", { mover: moverWord(mover), count: counts[mover] })}
        </TextLink>
      ))}
    </Group>
  );
}

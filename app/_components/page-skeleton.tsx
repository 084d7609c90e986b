/** The grey outline of a page that is being fetched. */
import { Skeleton, Stack } from "@mantine/core";
import { words } from "@/lib/platform/words";

/** `blocks`: heights in pixels of the regions below the title. */
export function PageSkeleton({ blocks = [180, 320] }: { blocks?: readonly number[] }) {
  return (
    <Stack gap="lg" role="status" aria-label={words("common")("loading")}>
      <Stack gap="xs">
        <Skeleton height={30} width="min(22rem, 70%)" />
        <Skeleton height={16} width="min(34rem, 90%)" />
      </Stack>
      {blocks.map((height) => (
        <Skeleton key={height} height={height} radius="lg" />
      ))}
    </Stack>
  );
}

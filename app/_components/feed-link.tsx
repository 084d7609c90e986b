/** The name of a feed, leading to it as long as it is there. */
import type { TextProps } from "@mantine/core";
import { words } from "@/lib/platform/words";
import { TextLink } from "./link.client";

const t = words("feeds");

interface FeedLinkProps {
  id: number;
  /** Null: nobody knows any more. */
  name: string | null;
  /** It is not there any more. */
  removed: boolean;
  applianceId?: number;
  size?: TextProps["size"];
}

/** Renders the name, or the number where there is no name; in the size of the text around it unless one is given. */
export function FeedLink({ id, name, removed, applianceId, size }: FeedLinkProps) {
  const shown = name ?? t("unnamed", { id: String(id) });
  if (removed) return t("removedName", { name: shown });
  const query = applianceId === undefined ? "" : `?applianceId=${applianceId}`;
  return (
    <TextLink
      href={`/settings/feeds/${id}${query}`}
      prefetch={false}
      underline="always"
      {...(size === undefined ? { inherit: true } : { size })}
    >
      {shown}
    </TextLink>
  );
}

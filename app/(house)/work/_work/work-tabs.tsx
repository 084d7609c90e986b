/** The ways to look at the work, and what belongs to it. */
import { PageTabs } from "@/app/_components/page-tabs.client";
import { words } from "@/lib/platform/words";

const t = words("work");

/** `params`: what the list is narrowed to, which its two views share. `isBoard` null: another page. */
export function WorkTabs({ params = "", isBoard }: { params?: string; isBoard: boolean | null }) {
  const without = new URLSearchParams(params);
  without.delete("view");
  without.delete("by");
  const board = new URLSearchParams(without);
  board.set("view", "board");
  const here = (wanted: boolean, href: string) => (isBoard === wanted ? "/work" : href);
  const list = without.toString();
  return (
    <PageTabs
      label={t("tabs.label")}
      tabs={[
        {
          href: here(false, list === "" && isBoard === null ? "/work" : `/work?${list}`),
          title: t("tabs.list"),
        },
        { href: here(true, `/work?${board}`), title: t("tabs.board") },
        { href: "/work/installers", title: t("tabs.installers") },
        { href: "/work/providers", title: t("tabs.providers") },
      ]}
    />
  );
}

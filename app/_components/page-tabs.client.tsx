"use client";
/** Links between the settings' pages, in the look of tabs. */
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "use-intl";
import classes from "./settings-tabs.module.css";

export function SettingsTabs({ tabs }: { tabs: readonly { href: string; title: string }[] }) {
  const t = useTranslations("settings");
  const pathname = usePathname();
  return (
    <nav aria-label={t("title")} className={classes.tabs}>
      {tabs.map(({ href, title }) => (
        <Link
          key={href}
          href={href}
          className={classes.tab}
          aria-current={pathname.startsWith(href) ? "page" : undefined}
        >
          {title}
        </Link>
      ))}
    </nav>
  );
}

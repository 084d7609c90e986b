"use client";
/** Links between pages that belong together, in the look of tabs. */
import Link from "next/link";
import { usePathname } from "next/navigation";
import classes from "./page-tabs.module.css";

interface PageTabsProps {
  /** What the pages are about, for people who cannot see them stand together. */
  label: string;
  tabs: readonly Tab[];
}

interface Tab {
  href: string;
  title: string;
  /** The pages below it belong to it too. */
  deep?: boolean;
}

export function PageTabs({ label, tabs }: PageTabsProps) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className={classes.tabs}>
      {tabs.map(({ href, title, deep }) => (
        <Link
          key={href}
          href={href}
          className={classes.tab}
          aria-current={pathname === href || (deep && pathname.startsWith(`${href}/`)) ? "page" : undefined}
        >
          {title}
        </Link>
      ))}
    </nav>
  );
}

/** A table that may be wider than the screen: it scrolls inside its own region, also by keyboard. */
import type { ReactNode } from "react";
import classes from "./scroll-region.module.css";

interface ScrollRegionProps {
  /** Names the region for people who cannot see it. */
  label: string;
  /** For regions that scroll downwards as well. */
  className?: string | undefined;
  children: ReactNode;
}

export function ScrollRegion({ label, className = "", children }: ScrollRegionProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus to be scrolled by keyboard
    <section className={`${classes.region} ${className}`} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

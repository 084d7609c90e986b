/** A table that may be wider than the screen: it scrolls inside its own region, also by keyboard. */
import type { ReactNode } from "react";
import classes from "./scroll-region.module.css";

/** `label` names the region for people who cannot see it. */
export function ScrollRegion({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus to be scrolled by keyboard
    <section className={classes.region} aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}

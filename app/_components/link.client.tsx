"use client";
/** Links in the look of the house, usable from server components (which cannot pass next/link to a component). */
import { Anchor, type AnchorProps, Button, type ButtonProps } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";

interface To {
  href: string;
  children: ReactNode;
  /** Fetch the page behind it before it is clicked; off for lists of many links. */
  prefetch?: boolean;
}

/** A link in running text. */
export function TextLink({ href, prefetch, ...anchor }: To & AnchorProps) {
  return <Anchor component={Link} href={href} prefetch={prefetch ?? null} {...anchor} />;
}

/** A link that is the next thing to do. */
export function LinkButton({ href, prefetch, ...button }: To & ButtonProps) {
  return <Button component={Link} href={href} prefetch={prefetch ?? null} {...button} />;
}

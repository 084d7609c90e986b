"use client";
/** Short notices at the edge of the window. Their code is fetched when there is something to say. */
import { useSyncExternalStore } from "react";
import type { Notifications } from "./shown-notices.client";

let Place: typeof Notifications | null = null;
const watchers = new Set<() => void>();

function watch(tell: () => void): () => void {
  watchers.add(tell);
  return () => watchers.delete(tell);
}

/** Where notices appear: nothing until the first. */
export function Notices() {
  const Known = useSyncExternalStore(
    watch,
    () => Place,
    () => null,
  );
  return Known && <Known position="bottom-right" />;
}

interface Notice {
  message: string;
  /** What the button that closes it is called. */
  close: string;
  /** Mantine's name of a colour. */
  color?: string;
  /** Milliseconds until it goes by itself; four seconds unless given. */
  autoClose?: number;
}

/** Says it. Where the code cannot be fetched (the line is down) nothing is said: what was done is on the page too. */
export async function notify({ close, ...notice }: Notice): Promise<void> {
  const module = await import("./shown-notices.client").catch(() => null);
  if (!module) return;
  Place = module.Notifications;
  for (const tell of watchers) tell();
  module.notifications.show({ ...notice, closeButtonProps: { "aria-label": close } });
}

"use client";
/** Short notices at the edge of the window. Their code is fetched when there is something to say. */
import { Button, Group } from "@mantine/core";
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
  /** What can be done about it at once: undo. */
  action?: { label: string; run: () => void };
  /** Milliseconds until it goes by itself; four seconds unless given. */
  autoClose?: number;
}

function WithAction({
  message,
  action,
  done,
}: Required<Pick<Notice, "message" | "action">> & { done: () => void }) {
  return (
    <Group justify="space-between" gap="xs">
      <span>{message}</span>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => {
          done();
          action.run();
        }}
      >
        {action.label}
      </Button>
    </Group>
  );
}

/** Says it. Where the code cannot be fetched (the line is down) nothing is said: what was done is on the page too. */
export async function notify({ close, action, message, ...notice }: Notice): Promise<void> {
  const module = await import("./shown-notices.client").catch(() => null);
  if (!module) return;
  Place = module.Notifications;
  for (const tell of watchers) tell();
  const id = module.notifications.show({
    ...notice,
    message: action ? (
      <WithAction message={message} action={action} done={() => module.notifications.hide(id)} />
    ) : (
      message
    ),
    closeButtonProps: { "aria-label": close },
  });
}

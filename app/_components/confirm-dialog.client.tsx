"use client";
/** Asks before something that has consequences: it names them, and the button says the deed. */
import { Button, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Dialog } from "./dialog.client";
import { ProblemAlert } from "./problem-alert.client";

interface ConfirmDialogProps {
  opened: boolean;
  onClose(): void;
  title: string;
  /** What will happen, in plain words. */
  consequence: ReactNode;
  /** The deed as the button says it: "Withdraw the release". */
  deed: string;
  onConfirm(): void;
  pending?: boolean;
  problem?: unknown;
  /** Cannot be undone, or hurts. */
  dangerous?: boolean;
  /** The deed is not possible yet (a reason is missing). */
  disabled?: boolean;
  /** Further fields, such as a reason. */
  children?: ReactNode;
  /** Wider where there is much to compare. */
  size?: "md" | "xl";
}

/** Renders the dialog; Enter in a field confirms, Escape leaves everything as it was. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const t = useTranslations("common");
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={props.title} size={props.size ?? "md"}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!props.disabled && !props.pending) props.onConfirm();
        }}
      >
        <Stack gap="md">
          <Text component="div" size="sm">
            {props.consequence}
          </Text>
          {props.children}
          <ProblemAlert problem={props.problem} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={props.onClose}>
              {t("cancel")}
            </Button>
            <Button
              type="submit"
              loading={props.pending ?? false}
              disabled={props.disabled ?? false}
              {...(props.dangerous ? { color: "red.9" } : {})}
            >
              {props.deed}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

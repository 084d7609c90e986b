"use client";
/** The state of an item as a shape and a word. */
import { IconAlertTriangle, IconCircleDashed, IconEyeQuestion, IconTool } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import type { ItemState } from "@/lib/core/work";
import classes from "./work.module.css";

const shapes = {
  open: IconCircleDashed,
  started: IconTool,
  failed: IconAlertTriangle,
  done: IconEyeQuestion,
} as const;

export function ItemStateBadge({ state }: { state: ItemState }) {
  const t = useTranslations("work.states");
  const Shape = shapes[state];
  return (
    <span className={classes.state} data-state={state}>
      <Shape size={14} aria-hidden />
      {t(state)}
    </span>
  );
}

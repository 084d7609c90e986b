"use client";
/** The one kind of dialog. Its code is fetched when a dialog is opened for the first time. */
import dynamic from "next/dynamic";
import { type ReactNode, useState } from "react";
import type { OpenedDialogProps } from "./opened-dialog.client";

const OpenedDialog = dynamic(() => import("./opened-dialog.client").then((module) => module.OpenedDialog), {
  ssr: false,
});

interface DialogProps extends Omit<OpenedDialogProps, "children"> {
  children: ReactNode;
}

/** Renders nothing until it is opened; then it stays, so that it can close in its own time. */
export function Dialog(props: DialogProps) {
  const [wanted, setWanted] = useState(props.opened);
  if (props.opened && !wanted) setWanted(true);
  return wanted && <OpenedDialog {...props} />;
}

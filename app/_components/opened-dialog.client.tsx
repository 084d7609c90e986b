"use client";
/** What `Dialog` fetches: the window itself. */
import { Modal } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslations } from "use-intl";

export interface OpenedDialogProps {
  opened: boolean;
  onClose(): void;
  title: ReactNode;
  /** Width: a name of Mantine's or pixels. */
  size?: "md" | "xl" | number;
  /** False while it shows what is shown only once. */
  closeOnClickOutside?: boolean;
  children: ReactNode;
}

/** Opens after it is there: only what opens while it stands remembers where the focus goes back to. */
export function OpenedDialog({
  opened,
  closeOnClickOutside = true,
  size = "md",
  ...rest
}: OpenedDialogProps) {
  const t = useTranslations("common");
  const [shown, setShown] = useState(false);
  useEffect(() => setShown(opened), [opened]);
  return (
    <Modal
      opened={shown}
      size={size}
      closeOnClickOutside={closeOnClickOutside}
      closeButtonProps={{ "aria-label": t("close") }}
      {...rest}
    />
  );
}

"use client";
/** Opens the dialog in which a client is registered; the dialog is fetched then. */
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { AddClientProps } from "./add-client.client";

const AddClient = dynamic(() => import("./add-client.client").then((module) => module.AddClient), {
  ssr: false,
});

export function AddButton(props: Omit<AddClientProps, "opened" | "onClose">) {
  const t = useTranslations("clients");
  const [opened, setOpened] = useState<boolean | null>(null);
  return (
    <>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpened(true)}>
        {t("add")}
      </Button>
      {opened !== null && <AddClient {...props} opened={opened} onClose={() => setOpened(false)} />}
    </>
  );
}

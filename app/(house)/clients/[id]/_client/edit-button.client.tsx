"use client";
/** Opens the dialog in which a client's facts are changed; the dialog is fetched then. */
import { Button } from "@mantine/core";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { SetFacts } from "./edit-facts.client";

const EditFacts = dynamic(() => import("./edit-facts.client").then((module) => module.EditFacts), {
  ssr: false,
});

export function EditButton({ client }: { client: SetFacts }) {
  const t = useTranslations("client");
  const [opened, setOpened] = useState<boolean | null>(null);
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={() => setOpened(true)}>
        {t("edit")}
      </Button>
      {opened !== null && <EditFacts client={client} opened={opened} onClose={() => setOpened(false)} />}
    </>
  );
}

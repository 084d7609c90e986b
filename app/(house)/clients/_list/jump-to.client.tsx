"use client";
/** Goes to where in the list a name, a group or a day is, however far that is. */
import { Button, Group, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import { useAddress } from "@/app/_components/use-address.client";

/** What can be typed for a list in this order; a list by state or kind has few places, and filters for them. */
const inputOf: Readonly<Record<string, "text" | "date">> = {
  name: "text",
  group: "text",
  lastSeenAt: "date",
  dueAt: "date",
};

/** `sort`: the word in the address, such as `-dueAt`. A day begins at midnight where the reader is. */
export function JumpTo({ sort }: { sort: string }) {
  const t = useTranslations("clients");
  const { go, pending } = useAddress();
  const [text, setText] = useState("");
  const by = sort.replace("-", "");
  const type = inputOf[by];
  if (type === undefined) return null;
  const jump = (event: FormEvent) => {
    event.preventDefault();
    const from = text.trim();
    go({ from: type === "date" && from !== "" ? new Date(`${from}T00:00`).toISOString() : from });
  };
  return (
    <Group component="form" gap="xs" align="flex-end" wrap="nowrap" onSubmit={jump}>
      <TextInput
        type={type}
        label={t(type === "date" ? "jumpToDay" : "jumpToText")}
        placeholder={type === "text" ? t(`sorts.${by === "group" ? "group" : "name"}`) : undefined}
        value={text}
        maxLength={200}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={pending}>
        {t("jump")}
      </Button>
    </Group>
  );
}

"use client";
/** Chooses the appliance whose settings are shown; kept in the address. */
import { Select } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";

interface ApplianceChoiceProps {
  appliances: readonly { id: number; name: string }[];
  /** `null`: all of them, where that can be chosen. */
  chosen: number | null;
  /** The page's address without its parameters. */
  path: string;
  /** What "all of them" is called; absent: one has to be chosen. */
  all?: string;
}

/** Nothing to choose with one appliance. */
export function ApplianceChoice({ appliances, chosen, path, all }: ApplianceChoiceProps) {
  const t = useTranslations("settings");
  const router = useRouter();
  if (appliances.length < 2) return null;
  return (
    <Select
      label={t("policy.appliance")}
      data={[
        ...(all === undefined ? [] : [{ value: "", label: all }]),
        ...appliances.map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
      value={chosen === null ? "" : String(chosen)}
      allowDeselect={false}
      searchable
      maw={360}
      onChange={(id) => router.push(id ? `${path}?applianceId=${id}` : path)}
    />
  );
}

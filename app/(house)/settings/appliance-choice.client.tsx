"use client";
/** Chooses the appliance whose settings are shown; kept in the address. */
import { Select } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";

interface ApplianceChoiceProps {
  appliances: readonly { id: number; name: string }[];
  chosen: number;
  /** The page's address without its parameters. */
  path: string;
}

/** Nothing to choose with one appliance. */
export function ApplianceChoice({ appliances, chosen, path }: ApplianceChoiceProps) {
  const t = useTranslations("settings");
  const router = useRouter();
  if (appliances.length < 2) return null;
  return (
    <Select
      label={t("policy.appliance")}
      data={appliances.map(({ id, name }) => ({ value: String(id), label: name }))}
      value={String(chosen)}
      allowDeselect={false}
      searchable
      maw={360}
      onChange={(id) => router.push(`${path}?applianceId=${id}`)}
    />
  );
}

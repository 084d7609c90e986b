"use client";
/** Chooses the appliance whose policy is shown; kept in the address. */
import { Select } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";

interface PolicyAppliancesProps {
  appliances: readonly { id: number; name: string }[];
  chosen: number;
}

/** Nothing to choose with one appliance. */
export function PolicyAppliances({ appliances, chosen }: PolicyAppliancesProps) {
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
      onChange={(id) => router.push(`/settings/policy?applianceId=${id}`)}
    />
  );
}

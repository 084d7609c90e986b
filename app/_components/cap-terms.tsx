/** The cap of an appliance and the caps within it, for those who may not change them. */
import type { SubCaps } from "@/lib/core/admission";
import { words } from "@/lib/platform/words";
import { Terms } from "./terms";

const t = words("slots");
const kindWord = words("kinds");

interface CapTermsProps {
  cap: number | null;
  subCaps: SubCaps;
  leaseMinutes: number;
}

export function CapTerms({ cap, subCaps, leaseMinutes }: CapTermsProps) {
  const within = [
    ...Object.entries(subCaps.groups ?? {}),
    ...Object.entries(subCaps.kinds ?? {}).map(([kind, limit]): [string, number] => [
      kindWord(`plural.${kind as "console"}`),
      limit ?? 0,
    ]),
  ];
  return (
    <Terms
      terms={[
        [t("cap.cap"), cap === null ? t("cap.none") : cap.toLocaleString("en")],
        [t("cap.lease"), t("cap.minutes", { minutes: leaseMinutes })],
        [
          t("cap.subCaps"),
          within.map(([name, limit]) => `${name}: ${limit.toLocaleString("en")}`).join(", "),
        ],
      ]}
    />
  );
}

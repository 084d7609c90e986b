"use client";
/** What is known of the files that a feed brings, as it would be said at an upload. */
import { Radio, RadioGroup, Select, Stack } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { clientKinds } from "@/lib/core/client";
import type { FeedDraft } from "./feed-draft";
import type { FieldProps } from "./field-props";

/** `zone`: the appliance's. */
export function FileFields({ draft, change, problems, zone }: FieldProps & { zone: string }) {
  const t = useTranslations("feeds");
  const kinds = useTranslations("kinds");
  const [zones, setZones] = useState<string[]>(draft.timeZone === "" ? [] : [draft.timeZone]);
  // The browser's own list: the server may know other zones, and the first rendering must be the same on both.
  useEffect(() => setZones([...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])]), []);
  return (
    <>
      <Select
        label={t("form.kind")}
        description={t("form.kindHint")}
        data={clientKinds.map((value) => ({ value, label: kinds(`plural.${value}`) }))}
        value={draft.kind}
        allowDeselect={false}
        error={problems.kind}
        onChange={(kind) => change({ kind: (kind ?? "jump_client") as FeedDraft["kind"] })}
      />
      <RadioGroup
        label={t("form.complete")}
        value={draft.complete ? "whole" : "part"}
        onChange={(value) => change({ complete: value === "whole" })}
      >
        <Stack gap={6} mt={6}>
          {(["whole", "part"] as const).map((value) => (
            <Radio key={value} value={value} label={t(`form.completes.${value}`)} />
          ))}
        </Stack>
      </RadioGroup>
      <Select
        label={t("form.timeZone")}
        placeholder={t("form.timeZoneDefault", { zone })}
        data={zones}
        value={draft.timeZone === "" ? null : draft.timeZone}
        clearable
        searchable
        limit={60}
        error={problems.timeZone}
        onChange={(timeZone) => change({ timeZone: timeZone ?? "" })}
      />
      <Select
        label={t("form.dateOrder")}
        placeholder={t("form.dateOrderDefault")}
        data={(["dmy", "mdy", "ymd"] as const).map((value) => ({
          value,
          label: t(`form.dateOrders.${value}`),
        }))}
        value={draft.dateOrder === "" ? null : draft.dateOrder}
        clearable
        error={problems.dateOrder}
        onChange={(dateOrder) => change({ dateOrder: (dateOrder ?? "") as FeedDraft["dateOrder"] })}
      />
    </>
  );
}

"use client";
/** What a person may know about the dates of an export: when it was made, in which zone and order they are written. */
import { Accordion, Select, SimpleGrid } from "@mantine/core";
import { useTranslations } from "use-intl";
import { ZonedInput } from "@/app/_components/zoned-input.client";
import type { UploadTarget } from "./upload-form.client";

export interface DateOptionValues {
  /** `YYYY-MM-DDTHH:mm` in the zone below, or empty. */
  exportedAt: string;
  timeZone: string | null;
  dateOrder: "ymd" | "dmy" | "mdy" | null;
}

interface DateOptionsProps {
  values: DateOptionValues;
  onChange(values: DateOptionValues): void;
  target: UploadTarget | null;
  timeZones: readonly string[];
}

const orders = ["ymd", "dmy", "mdy"] as const;

/** Renders the options folded away: nothing in them has to be known. */
export function DateOptions({ values, onChange, target, timeZones }: DateOptionsProps) {
  const t = useTranslations("imports");
  const zone = values.timeZone ?? target?.timeZone ?? "UTC";
  const byDefault = target?.dateOrder
    ? t("dateOrders.appliance", { order: t(`dateOrders.${target.dateOrder}`) })
    : t("dateOrders.auto");
  return (
    <Accordion variant="contained" chevronPosition="left">
      <Accordion.Item value="dates">
        <Accordion.Control>{t("options")}</Accordion.Control>
        <Accordion.Panel>
          <SimpleGrid cols={{ base: 1, md: 3 }} spacing="md">
            <ZonedInput
              label={t("exportedAt")}
              description={t("exportedAtHint")}
              zone={zone}
              value={values.exportedAt}
              onChange={(exportedAt) => onChange({ ...values, exportedAt })}
            />
            <Select
              label={t("timeZone")}
              placeholder={t("timeZoneDefault", { zone: target?.timeZone ?? "UTC" })}
              data={timeZones}
              value={values.timeZone}
              onChange={(timeZone) => onChange({ ...values, timeZone })}
              limit={60}
              searchable
              clearable
            />
            <Select
              label={t("dateOrder")}
              placeholder={byDefault}
              data={orders.map((order) => ({ value: order, label: t(`dateOrders.${order}`) }))}
              value={values.dateOrder}
              onChange={(dateOrder) =>
                onChange({ ...values, dateOrder: dateOrder as DateOptionValues["dateOrder"] })
              }
              clearable
            />
          </SimpleGrid>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}

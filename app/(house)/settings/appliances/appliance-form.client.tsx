"use client";
/** Registers an appliance, or changes what is known of one. */
import { Button, Collapse, Group, NumberInput, Select, Stack, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { useDeed } from "@/app/_components/use-deed.client";

/** An appliance as its settings are. */
export interface ApplianceSettings {
  id: number;
  name: string;
  hostname: string;
  timeZone: string;
  dateOrder: "ymd" | "dmy" | "mdy" | null;
  cap: number | null;
  confirmChangePercent: number;
  confirmRejectPercent: number;
}

interface ApplianceFormProps {
  /** The appliance to change; absent: a new one. */
  appliance?: ApplianceSettings;
  onDone?(): void;
}

/** The zone proposed for a new appliance is the reader's own. */
export function ApplianceForm({ appliance, onDone }: ApplianceFormProps) {
  const t = useTranslations("settings");
  const deed = useDeed();
  const [name, setName] = useState(appliance?.name ?? "");
  const [hostname, setHostname] = useState(appliance?.hostname ?? "");
  const [timeZone, setTimeZone] = useState<string | null>(appliance?.timeZone ?? null);
  const [dateOrder, setDateOrder] = useState<string>(appliance?.dateOrder ?? "ask");
  const [cap, setCap] = useState<number | string>(appliance?.cap ?? "");
  const [confirmPercent, setConfirmPercent] = useState<number | string>(
    appliance?.confirmChangePercent ?? 30,
  );
  const [rejectPercent, setRejectPercent] = useState<number | string>(appliance?.confirmRejectPercent ?? 5);
  const [more, setMore] = useState(appliance !== undefined);
  const [zones, setZones] = useState<string[]>(appliance ? [appliance.timeZone] : []);

  // The browser's own list: the server may know other zones, and the first rendering must be the same on both.
  useEffect(() => {
    const known = Intl.supportedValuesOf("timeZone");
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    setZones([...new Set([...known, "UTC", own, ...(appliance ? [appliance.timeZone] : [])])].sort());
    if (!appliance) setTimeZone((chosen) => chosen ?? own);
  }, [appliance]);

  async function submit() {
    const body = {
      name,
      hostname: hostname.trim().toLowerCase(),
      timeZone,
      dateOrder: dateOrder === "ask" ? null : dateOrder,
      cap: cap === "" ? null : Number(cap),
      confirmChangePercent: Number(confirmPercent),
      confirmRejectPercent: Number(rejectPercent),
    };
    const done = await deed.run(
      () =>
        appliance
          ? callApi("PATCH", `/api/v1/appliances/${appliance.id}`, body)
          : callApi("POST", "/api/v1/appliances", body),
      t(appliance ? "appliances.changed" : "appliances.registered", { name }),
    );
    if (done) onDone?.();
  }

  return (
    <ReadyForm
      onSubmit={() => {
        void submit();
      }}
    >
      <Stack gap="md" maw={520}>
        <TextInput
          label={t("appliances.name")}
          description={t("appliances.nameHint")}
          required
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t("appliances.hostname")}
          description={t("appliances.hostnameHint")}
          placeholder="support.example.com"
          required
          maxLength={253}
          autoCapitalize="none"
          spellCheck={false}
          value={hostname}
          onChange={(event) => setHostname(event.currentTarget.value)}
        />
        <Select
          label={t("appliances.timeZone")}
          description={t("appliances.timeZoneHint")}
          data={zones}
          value={timeZone}
          onChange={setTimeZone}
          searchable
          required
          limit={60}
          nothingFoundMessage={t("appliances.noZone")}
        />
        {!appliance && (
          <Group>
            <Button variant="subtle" size="compact-sm" onClick={() => setMore(!more)} aria-expanded={more}>
              {t(more ? "appliances.less" : "appliances.more")}
            </Button>
          </Group>
        )}
        <Collapse expanded={more}>
          <Stack gap="md">
            <Select
              label={t("appliances.dateOrder")}
              description={t("appliances.dateOrderHint")}
              data={["ask", "dmy", "mdy", "ymd"].map((value) => ({
                value,
                label: t(`appliances.dateOrders.${value as "ask" | "dmy" | "mdy" | "ymd"}`),
              }))}
              value={dateOrder}
              onChange={(value) => setDateOrder(value ?? "ask")}
              allowDeselect={false}
            />
            <NumberInput
              label={t("appliances.cap")}
              description={t("appliances.capHint")}
              min={0}
              max={1_000_000}
              allowDecimal={false}
              value={cap}
              onChange={setCap}
            />
            <NumberInput
              label={t("appliances.confirm")}
              description={t("appliances.confirmHint")}
              min={0}
              max={100}
              suffix=" %"
              allowDecimal={false}
              value={confirmPercent}
              onChange={setConfirmPercent}
            />
            <NumberInput
              label={t("appliances.confirmRejects")}
              description={t("appliances.confirmRejectsHint")}
              min={0}
              max={100}
              suffix=" %"
              allowDecimal={false}
              value={rejectPercent}
              onChange={setRejectPercent}
            />
          </Stack>
        </Collapse>
        <ProblemAlert problem={deed.problem} />
        <Group>
          <Button type="submit" loading={deed.pending}>
            {t(appliance ? "save" : "appliances.register")}
          </Button>
        </Group>
      </Stack>
    </ReadyForm>
  );
}

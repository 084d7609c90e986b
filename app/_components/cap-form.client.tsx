"use client";
/** Sets how many slots an appliance has, how long each is held, and the caps within the cap. */
import { Alert, Button, Fieldset, Group, NumberInput, Skeleton, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconPlus } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import type { SubCaps } from "@/lib/core/admission";
import { vendorSettings } from "@/lib/core/upgrade-advice";
import { callApi } from "./call-api";
import { ProblemAlert } from "./problem-alert.client";
import { ReadyForm } from "./ready-form.client";
import type { SubCap } from "./sub-cap-line.client";
import { useDeed } from "./use-deed.client";

interface CapFormProps {
  applianceId: number;
  cap: number | null;
  subCaps: SubCaps;
  leaseMinutes: number;
  /** Groups that a cap can be proposed for. */
  groups: readonly string[];
}

interface Line extends SubCap {
  key: number;
}

// Few appliances have caps within the cap.
const SubCapLine = dynamic(() => import("./sub-cap-line.client").then((module) => module.SubCapLine), {
  loading: () => <Skeleton height={60} />,
});

const legendLook = { legend: { padding: 0, fontWeight: 500 } };

let lastKey = 0;
function lineOf(of: Line["of"], name: string, limit: number | string): Line {
  lastKey += 1;
  return { key: lastKey, of, name, limit };
}

function linesOf({ groups = {}, kinds = {} }: SubCaps): Line[] {
  return [
    ...Object.entries(groups).map(([name, limit]) => lineOf("group", name, limit)),
    ...Object.entries(kinds).map(([name, limit]) => lineOf("kind", name, limit ?? 0)),
  ];
}

export function CapForm({ applianceId, cap, subCaps, leaseMinutes, groups }: CapFormProps) {
  const t = useTranslations("slots");
  const common = useTranslations("common");
  const deed = useDeed();
  const [wanted, setWanted] = useState<number | string>(cap ?? "");
  const [lease, setLease] = useState<number | string>(leaseMinutes);
  const [lines, setLines] = useState(() => linesOf(subCaps));
  // Switching the mode can set it as well.
  useEffect(() => setWanted(cap ?? ""), [cap]);
  const complete = lines.every(({ name, limit }) => name.trim() !== "" && limit !== "");

  function change(key: number, values: Partial<Line>) {
    setLines(lines.map((line) => (line.key === key ? { ...line, ...values } : line)));
  }

  function save() {
    const capsOf = (of: Line["of"]) =>
      Object.fromEntries(
        lines.filter((line) => line.of === of).map(({ name, limit }) => [name.trim(), Number(limit)]),
      );
    return deed.run(
      () =>
        callApi("PATCH", `/api/v1/appliances/${applianceId}`, {
          cap: wanted === "" ? null : Number(wanted),
          slotLeaseMinutes: Number(lease),
          subCaps: { groups: capsOf("group"), kinds: capsOf("kind") },
        }),
      t("cap.said"),
    );
  }

  return (
    <ReadyForm
      onSubmit={() => {
        void save();
      }}
    >
      <Stack gap="md" maw={560}>
        <NumberInput
          label={t("cap.cap")}
          description={t("cap.capHint")}
          placeholder={t("cap.none")}
          min={0}
          max={1_000_000}
          allowDecimal={false}
          allowNegative={false}
          value={wanted}
          onChange={setWanted}
        />
        {wanted !== "" && <HighCap cap={Number(wanted)} />}
        {wanted !== "" && cap !== null && Number(wanted) < cap && (
          <Text size="sm" c="var(--quiet)" role="status">
            {t("cap.lowered")}
          </Text>
        )}
        <NumberInput
          label={t("cap.lease")}
          description={t("cap.leaseHint")}
          required
          min={1}
          max={525_600}
          allowDecimal={false}
          allowNegative={false}
          suffix={t("cap.minutesSuffix")}
          value={lease}
          onChange={setLease}
        />
        <Fieldset legend={t("cap.subCaps")} variant="unstyled" styles={legendLook}>
          <Stack gap="xs">
            <Text size="xs" c="var(--quiet)">
              {t("cap.subCapsHint")}
            </Text>
            {lines.map((line, index) => (
              <SubCapLine
                key={line.key}
                line={line}
                unnamed={String(index + 1)}
                groups={groups}
                onChange={(values) => change(line.key, values)}
                onRemove={() => setLines(lines.filter(({ key }) => key !== line.key))}
              />
            ))}
            <Group gap="xs">
              {(["group", "kind"] as const).map((of) => (
                <Button
                  key={of}
                  variant="default"
                  size="xs"
                  leftSection={<IconPlus size={14} aria-hidden />}
                  onClick={() => setLines([...lines, lineOf(of, "", "")])}
                >
                  {t(of === "group" ? "cap.addGroup" : "cap.addKind")}
                </Button>
              ))}
            </Group>
          </Stack>
        </Fieldset>
        <ProblemAlert problem={deed.problem} />
        <Group>
          <Button type="submit" loading={deed.pending} disabled={!complete || lease === ""}>
            {common("save")}
          </Button>
        </Group>
      </Stack>
    </ReadyForm>
  );
}

/** Says what a cap above the vendor's own limit means; nothing below it. */
export function HighCap({ cap }: { cap: number }) {
  const t = useTranslations("slots");
  if (cap <= vendorSettings.concurrent) return null;
  return (
    <Alert color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />} role="status">
      {t("cap.high", { limit: vendorSettings.concurrent })}
    </Alert>
  );
}

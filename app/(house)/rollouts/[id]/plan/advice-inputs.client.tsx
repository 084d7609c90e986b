"use client";
/** What a person knows and Rollcall does not; kept in the address. */
import { Button, Group, NumberInput, SimpleGrid, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { useAddress } from "@/app/_components/use-address.client";
import type { AdviceParam } from "./upgrade-advice-card";

interface AdviceInputsFormProps {
  given: Record<AdviceParam, number | null>;
  most: Record<AdviceParam, number>;
}

const names: readonly AdviceParam[] = [
  "packageMib",
  "upgradeMinutes",
  "concurrent",
  "bandwidth",
  "connections",
];

export function AdviceInputsForm({ given, most }: AdviceInputsFormProps) {
  const t = useTranslations("slots");
  const { go, pending } = useAddress();
  const [values, setValues] = useState<Partial<Record<AdviceParam, number | string>>>({});
  const shownOf = (name: AdviceParam) => values[name] ?? given[name] ?? "";
  return (
    <ReadyForm
      onSubmit={() => {
        go(Object.fromEntries(names.map((name) => [name, String(shownOf(name))])));
      }}
    >
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, xs: 2, lg: 5 }} spacing="sm" style={{ alignItems: "end" }}>
          {names.map((name) => (
            <NumberInput
              key={name}
              label={t(`advice.inputs.${name}`)}
              placeholder={t("advice.unknown")}
              min={0}
              max={most[name]}
              allowNegative={false}
              decimalScale={2}
              value={shownOf(name)}
              onChange={(value) => setValues({ ...values, [name]: value })}
            />
          ))}
        </SimpleGrid>
        <Group>
          <Button type="submit" variant="default" loading={pending}>
            {t("advice.reckon")}
          </Button>
        </Group>
      </Stack>
    </ReadyForm>
  );
}

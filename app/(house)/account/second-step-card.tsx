/** A person's second step: whether it is on, and what can be done about it. */
import { Stack, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { When } from "@/app/_components/when.client";
import { words } from "@/lib/platform/words";
import { SecondStep } from "./second-step.client";

const t = words("access");

interface SecondStepCardProps {
  /** Epoch milliseconds; null: off. */
  since: number | null;
  codesLeft: number;
  isRequired: boolean;
  email: string;
}

export function SecondStepCard({ since, codesLeft, isRequired, email }: SecondStepCardProps) {
  return (
    <Card title={t("secondStep")}>
      <Stack gap="md">
        <Text size="sm" component="div" maw="40rem">
          {since === null ? (
            t("secondStepOff")
          ) : (
            <>
              {t("secondStepOn")} <When at={since} />. {t("codesLeft", { left: codesLeft })}
            </>
          )}
          {since === null && isRequired && <> {t("secondStepRequired")}</>}
        </Text>
        <SecondStep isOn={since !== null} isRequired={isRequired} email={email} />
      </Stack>
    </Card>
  );
}

"use client";
/** Switches a rule on and off. */
import { Switch, Text } from "@mantine/core";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";

interface RuleSwitchProps {
  id: number;
  name: string;
  enabled: boolean;
  mayChange: boolean;
}

export function RuleSwitch({ id, name, enabled, mayChange }: RuleSwitchProps) {
  const t = useTranslations("alerts");
  const deed = useDeed();
  if (!mayChange) return <Text size="sm">{t(enabled ? "rules.on" : "rules.off")}</Text>;
  return (
    <>
      <Switch
        checked={enabled}
        disabled={deed.pending}
        label={t(enabled ? "rules.on" : "rules.off")}
        aria-label={t(enabled ? "rules.switchOff" : "rules.switchOn", { name })}
        onChange={() =>
          void deed.run(
            () => callApi("PATCH", `/api/v1/alert-rules/${id}`, { enabled: !enabled }),
            t(enabled ? "rules.switchedOff" : "rules.switchedOn", { name }),
          )
        }
      />
      <ProblemAlert problem={deed.problem} />
    </>
  );
}

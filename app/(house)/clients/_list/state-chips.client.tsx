"use client";
/** The states as switches with how many clients are in each: on means listed, none on means all. */
import { UnstyledButton } from "@mantine/core";
import { useTranslations } from "use-intl";
import { StateIcon } from "@/app/_components/state-badge";
import { useAddress } from "@/app/_components/use-address.client";
import { type MemberState, memberStates } from "@/lib/core/member";
import classes from "./state-chips.module.css";

interface StateChipsProps {
  counts: Readonly<Record<MemberState, number>>;
  /** Out of a sample. */
  isEstimate: boolean;
  chosen: readonly MemberState[];
}

/** Renders a switch per state; the counts are of what the other filters leave. */
export function StateChips({ counts, isEstimate, chosen }: StateChipsProps) {
  const t = useTranslations("clients");
  const words = useTranslations("states");
  const common = useTranslations("common");
  const { go } = useAddress();
  const toggle = (state: MemberState) =>
    go({ state: chosen.includes(state) ? chosen.filter((other) => other !== state) : [...chosen, state] });
  return (
    <fieldset className={classes.chips}>
      <legend className={classes.legend}>{t("states")}</legend>
      {memberStates.map((state) => (
        <UnstyledButton
          key={state}
          className={classes.chip}
          data-state={state}
          data-empty={counts[state] === 0 || undefined}
          aria-pressed={chosen.includes(state)}
          onClick={() => toggle(state)}
        >
          <StateIcon state={state} />
          {words(state)}
          <strong>
            {isEstimate
              ? t("aboutCount", { count: counts[state] })
              : common("number", { value: counts[state] })}
          </strong>
        </UnstyledButton>
      ))}
    </fieldset>
  );
}

/** The way from nothing to the first answer: three steps, each done right here. */
import { Stack, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Card } from "@/app/_components/card";
import { exactText } from "@/app/_components/instant-text";
import { TextLink } from "@/app/_components/link.client";
import { NothingToSee } from "@/app/_components/nothing-to-see";
import { WordsBelow } from "@/app/_components/words-below";
import { words } from "@/lib/platform/words";
import type { ApplianceAtGlance } from "@/lib/rollout/overview/overview-queries";
import { FirstAppliance, FirstRelease, FirstUpload } from "./first-forms.client";
import classes from "./first-steps.module.css";

const t = words("overview");

interface FirstStepsProps {
  /** The only appliance there is, if any. */
  glance: ApplianceAtGlance | null;
  mayRegister: boolean;
  mayRecord: boolean;
  mayUpload: boolean;
  /** The largest file that is taken. */
  maxMib: number;
}

/** Renders the steps; the first that is not done is open. The release may come before or after the export (rule 10). */
export function FirstSteps({ glance, mayRegister, mayRecord, mayUpload, maxMib }: FirstStepsProps) {
  if (!glance && !mayRegister) {
    return (
      <Card title={t("nobody")}>
        <NothingToSee order={3} />
      </Card>
    );
  }
  const appliance = glance?.appliance;
  const rollout = glance?.rollout;
  return (
    <Card title={t("firstTitle")}>
      <Text size="sm" c="var(--quiet)" mb="md">
        {t("firstText")}
      </Text>
      <ol className={classes.steps}>
        <Step
          number={1}
          state={appliance ? "done" : "now"}
          title={t("step1")}
          text={t("step1Text")}
          done={appliance && t("step1Done", { name: appliance.name, hostname: appliance.hostname })}
        >
          <FirstAppliance />
        </Step>
        <Step
          number={2}
          state={rollout ? "done" : appliance ? "now" : "later"}
          title={t("step2")}
          text={t("step2Text")}
          done={
            rollout &&
            t("step2Done", {
              release: rollout.releaseName,
              at: exactText(rollout.installedAt, rollout.timeZone, "en"),
            })
          }
        >
          {mayRecord && appliance ? <FirstRelease appliance={appliance} /> : <NotYours />}
        </Step>
        <Step
          number={3}
          state={glance?.hasImport ? "done" : rollout ? "now" : "later"}
          title={t("step3")}
          text={t("step3Text")}
          done={null}
        >
          {mayUpload && appliance ? (
            <FirstUpload
              targets={[
                {
                  id: appliance.id,
                  name: appliance.name,
                  timeZone: appliance.timeZone,
                  dateOrder: appliance.dateOrder,
                },
              ]}
              chosenApplianceId={appliance.id}
              maxMib={maxMib}
              timeZones={["UTC", ...Intl.supportedValuesOf("timeZone")]}
            />
          ) : (
            <NotYours />
          )}
        </Step>
      </ol>
      {appliance && !rollout && !glance?.hasImport && (
        <Text size="xs" c="var(--quiet)" mt="md">
          <TextLink href={`/imports?applianceId=${appliance.id}`} size="xs">
            {t("exportFirst")}
          </TextLink>
        </Text>
      )}
    </Card>
  );
}

interface StepProps {
  number: number;
  state: "done" | "now" | "later";
  title: string;
  text: string;
  /** What was done, when it is. */
  done: string | null | undefined;
  children: ReactNode;
}

function Step({ number, state, title, text, done, children }: StepProps) {
  return (
    <li className={classes.step} data-step={state} aria-current={state === "now" ? "step" : undefined}>
      <span className={classes.number} aria-hidden>
        {state === "done" ? <IconCheck size={16} stroke={2.4} /> : number}
      </span>
      <Stack gap={6} style={{ minWidth: 0 }}>
        <h3 className={classes.title}>
          <span className={classes.spoken}>
            {t(state === "done" ? "stepDone" : state === "now" ? "stepNow" : "step", { number })}:{" "}
          </span>
          {title}
        </h3>
        {done ? (
          <Text size="sm">{done}</Text>
        ) : (
          <Text size="sm" c="var(--quiet)" maw="60ch">
            {text}
          </Text>
        )}
        {state === "now" && (
          <div className={classes.body}>
            <WordsBelow of={["imports", "releases", "settings"]}>{children}</WordsBelow>
          </div>
        )}
      </Stack>
    </li>
  );
}

function NotYours() {
  return <Text size="sm">{t("nextByOther")}</Text>;
}

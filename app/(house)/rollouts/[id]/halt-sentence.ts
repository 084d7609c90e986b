/** Why a rollout is held other than by a person, in words. */
import { words } from "@/lib/platform/words";
import type { RolloutHead } from "@/lib/rollout/queries";

const t = words("halts");
const absent = { failed: 0, ofLast: 0, failedPercent: 0, silent: 0, ended: 0, minutes: 0 };

export function haltSentence({ code, inputs }: NonNullable<RolloutHead["halt"]>): string {
  return t(code, { ...absent, ...inputs });
}

/** Why Rollcall itself held a rollout, in words. */
import type { Halt } from "@/lib/core/halt";
import { words } from "@/lib/platform/words";

const t = words("halts");
const absent = { failed: 0, ofLast: 0, failedPercent: 0, silent: 0, ended: 0, minutes: 0 };

export function haltSentence({ code, inputs }: Halt): string {
  return t(code, { ...absent, ...inputs });
}

/** An announced upgrade as the API shows it. */
import { z } from "zod";
import { instantAnswer, writeInstant } from "@/app/_web/params";
import type { UpgradeWindow } from "@/lib/alerts/windows/queries";

export const windowAnswer = z.looseObject({
  id: z.int(),
  applianceId: z.int(),
  status: z.enum(["coming", "going", "asked", "installed", "not_installed", "withdrawn"]).meta({
    description: "asked: it is over, and nobody has said yet what became of it.",
  }),
  startsAt: instantAnswer,
  endsAt: instantAnswer,
  version: z.string().nullable(),
  note: z.string().nullable(),
  announcedBy: z.string(),
});

export function writeWindow({ startsAt, endsAt, appliance, timeZone, ...window }: UpgradeWindow) {
  return { ...window, startsAt: writeInstant(startsAt), endsAt: writeInstant(endsAt) };
}

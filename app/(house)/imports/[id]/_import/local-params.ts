/** Instants in the parameters of a sentence, as the appliance's clock shows them. */
import { exactText } from "@/app/_components/instant-text";
import type { ImportProblem } from "@/lib/intake/queries";

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;

/** Writes every instant as "20 Nov 2026, 14:02 (Europe/Lisbon)" and leaves everything else as it is. */
export function localParams(problem: ImportProblem, zone: string): ImportProblem {
  const params = Object.entries(problem.params).map(([name, value]) =>
    typeof value === "string" && instant.test(value)
      ? [name, `${exactText(Date.parse(value), zone, "en")} (${zone})`]
      : [name, value],
  );
  return { ...problem, params: Object.fromEntries(params) };
}

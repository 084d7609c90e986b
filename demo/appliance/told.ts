/** What a command answers, and how it writes an instant. */
import { type Appliance, byItsClock, written } from "./appliance";
import { generations } from "./generations";
import { element } from "./xml";

/** The name of the root element and what stands in it; or an error. */
export type Told = { root: string; inside: string[] } | { error: string };

/** An instant as text, with its epoch in the attribute that the generation has for it. */
export function instant(appliance: Appliance, name: string, at: number): string {
  const told = byItsClock(appliance, at);
  return element(
    name,
    { [generations[appliance.generation].epoch]: Math.floor(told / 1_000) },
    written(told),
  );
}

/** An observation as it is kept until it is taken in: what it does not say is left out, which is most of it. */
import { type Named, noNames, type Observation } from "./observation";

export type KeptObservation = Partial<Omit<Observation, "named">> & { named: Partial<Named> };

const saysNothing = {
  connectedAt: null,
  connectedFromAt: null,
  online: null,
  needsUpdate: null,
  version: null,
  connectionType: null,
  availability: null,
  eventId: null,
} satisfies Partial<Observation>;

export function toKept({ named, ...rest }: Observation): KeptObservation {
  return { ...withoutNulls(rest), named: withoutNulls(named) };
}

export function fromKept(kept: KeptObservation): Observation {
  return { ...saysNothing, ...kept, named: { ...noNames, ...kept.named } } as Observation;
}

function withoutNulls<T extends object>(given: T): Partial<T> {
  const kept: Partial<T> = {};
  for (const key in given) if (given[key] !== null) kept[key] = given[key];
  return kept;
}

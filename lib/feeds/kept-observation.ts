/** An observation as it is kept until it is taken in: what it does not say is left out, which is most of it. */
import type { Named, Observation } from "./observation";

type Always = "kind" | "grade" | "observedAt" | "dated" | "line" | "excerpt";
export type KeptObservation = Pick<Observation, Always> &
  Partial<Omit<Observation, Always | "named">> & { named: Partial<Named> };

export function toKept({ named, ...rest }: Observation): KeptObservation {
  return { ...withoutNulls(rest), named: withoutNulls(named) } as KeptObservation;
}

/** Field by field: of thousands in a request, putting objects together by spreading would cost more than all that is read of them. */
export function fromKept(kept: KeptObservation): Observation {
  const { named } = kept;
  return {
    kind: kept.kind,
    named: {
      vendorId: named.vendorId ?? null,
      fqdn: named.fqdn ?? null,
      hostname: named.hostname ?? null,
      user: named.user ?? null,
      name: named.name ?? null,
      securityProvider: named.securityProvider ?? null,
    },
    grade: kept.grade,
    observedAt: kept.observedAt,
    dated: kept.dated,
    connectedAt: kept.connectedAt ?? null,
    connectedFromAt: kept.connectedFromAt ?? null,
    online: kept.online ?? null,
    needsUpdate: kept.needsUpdate ?? null,
    version: kept.version ?? null,
    connectionType: kept.connectionType ?? null,
    availability: kept.availability ?? null,
    eventId: kept.eventId ?? null,
    line: kept.line,
    excerpt: kept.excerpt,
  };
}

function withoutNulls<T extends object>(given: T): Partial<T> {
  const kept: Partial<T> = {};
  for (const key in given) if (given[key] !== null) kept[key] = given[key];
  return kept;
}

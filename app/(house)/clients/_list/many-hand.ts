/** What can be done with many clients at once, and who does it. */

export const manyDeeds = ["set", "exclude", "attest", "assign", "retry"] as const;
export type ManyDeed = (typeof manyDeeds)[number];

/** `id` null: no person. `deeds`: those that the reader may do. */
export interface ManyHand {
  id: string | null;
  name: string;
  mayAssign: boolean;
  deeds: readonly ManyDeed[];
}

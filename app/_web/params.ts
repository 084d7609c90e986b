// Decides how the pieces of an address and of a JSON body are written: ids and instants.
import { z } from "zod";

const MAX_ID = 2_147_483_647;

/** A number that names a row, in a path or a query. */
export const idParam = z.coerce.number().int().positive().max(MAX_ID);

/** An RFC 3339 instant with its offset, read to epoch milliseconds. */
export const instantField = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** An instant in an answer: RFC 3339, UTC. */
export const instantAnswer = z.iso.datetime();

/** Writes an instant (epoch milliseconds) as the API does. */
export function writeInstant(instantMs: number): string;
export function writeInstant(instantMs: number | null): string | null;
export function writeInstant(instantMs: number | null): string | null {
  return instantMs === null ? null : new Date(instantMs).toISOString();
}

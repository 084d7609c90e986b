/** Invented people. */
import { about, draw, pick } from "./random";
import { firstNames, lastNames } from "./words";

/** A person by number: the display name, and a user name that is the person's own if `number` is given behind it. */
export function personNamed(seed: number, number: number): { displayName: string; user: string } {
  const first = pick(firstNames, draw(seed, about.person, number));
  const last = pick(lastNames, draw(seed, about.person, number, 1));
  return { displayName: `${first} ${last}`, user: `${first}.${last}`.toLowerCase() };
}

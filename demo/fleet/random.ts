/** Chance that can be repeated: every draw is a function of the seed and of what it is about, never of what was drawn before. */

/** What a draw decides. Two draws about different things are independent of each other. */
export const about = {
  site: 1,
  habit: 2,
  nature: 3,
  person: 4,
  system: 5,
  connection: 6,
  twin: 7,
  presence: 8,
  comesAt: 9,
  goesAt: 10,
  reconnect: 11,
  upgrade: 12,
  leaving: 13,
  redeployment: 14,
  regression: 15,
  session: 16,
  deed: 17,
  address: 18,
  domain: 19,
} as const;

/**
 * A number from 0 up to 1.
 * @param topic one of `about`
 * @param which whom it concerns, such as the place of a client in its fleet
 * @param when tells repeated draws apart, such as the number of a day
 */
export function draw(seed: number, topic: number, which: number, when = 0): number {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(topic + 1, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15) ^ which, 0x27d4eb2f);
  mixed = Math.imul(mixed ^ (mixed >>> 13) ^ when, 0x165667b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32;
}

/** A number from `low` up to `high`; `drawn` from 0 up to 1. */
export function between(drawn: number, low: number, high: number): number {
  return low + drawn * (high - low);
}

/** One of a list that is not empty. */
export function pick<T>(list: readonly T[], drawn: number): T {
  return list[Math.floor(drawn * list.length)] as T;
}

/** One of the keys, each as often as its weight says. */
export function pickWeighted<K extends string>(weights: Readonly<Record<K, number>>, drawn: number): K {
  const keys = Object.keys(weights) as K[];
  let left = drawn * keys.reduce((sum, key) => sum + weights[key], 0);
  for (const key of keys) {
    left -= weights[key];
    if (left < 0) return key;
  }
  return keys[keys.length - 1] as K;
}

/** Deals numbers from 0 to 1 evenly over any stretch of places, so that small fleets have some of every sort too. */
export function dealt(seed: number, topic: number, place: number): number {
  return (draw(seed, topic, 0) + place * 0.618_033_988_749_895) % 1;
}

/** The other end of what a date may mean: reading takes the earliest instant, a comparison needs the latest as well. */

import { zoneTimes } from "./local-time";

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Seconds are written, or the number is one that counts them. */
const toTheSecond =
  /:\d{2}:\d{2}|\dh\d{2}[m:']\d{2}|\dt\d{6}(?!\d)|(?<!\d)(?:\d{10}|\d{13,14}|\d{16})(?!\d)|^\D?[45]\d{4}[.,]\d/i;
const toTheMinute = /\d[:h]\d{2}|\dt\d{4}(?!\d)/i;
const toTheHour = /\d ?(?:h|uhr|[ap]\.? ?m\b)/i;

/**
 * The latest instant that a date may mean, in epoch milliseconds, of which `at` is the earliest (`readInstant`): the end
 * of its minute, hour or day where nothing more is written, the second of two hours that a clock put back shows alike.
 * `zone`: null where the text says its own.
 */
export function latestMeaning(text: string, at: number, zone: string | null): number {
  const latest = zone === null ? at : zoneTimes(zone).latestAlike(at);
  return latest + spanOf(text, at);
}

function spanOf(text: string, at: number): number {
  if (toTheSecond.test(text)) return 0;
  if (toTheMinute.test(text)) return minuteMs - 1;
  if (toTheHour.test(text)) return hourMs - 1;
  // Some other way to write a time shows no digit group that is known here, but seldom midnight in every zone.
  return at % (hourMs / 4) === 0 ? dayMs - 1 : minuteMs - 1;
}

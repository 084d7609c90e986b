// Decides where somebody is led who was let in: to the page they wanted, or to the second step on the way there.
import type { LetIn } from "@/lib/access/let-in";
import { safeNext } from "./safe-next";

/** The answer of a door; `next` is where they wanted to go. */
export function letInAnswer({ step, cookies }: LetIn, wanted: string | undefined) {
  const next = safeNext(wanted);
  const way = next === "/" ? "" : `?next=${encodeURIComponent(next)}`;
  const place = step === null ? next : `/sign-in/${step === "code" ? "code" : "set-up"}${way}`;
  return { body: { next: place }, cookies };
}

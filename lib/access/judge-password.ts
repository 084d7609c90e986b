/**
 * Decides which passwords are good enough: long, and not among those that are tried first. How soon one would be tried is
 * estimated by zxcvbn with its list of the most common leaked passwords: it also finds them with a digit put on, letters
 * written as signs, years, repeats, sequences and walks over the keyboard.
 */
import type { ZxcvbnFactory, ZxcvbnResult } from "@zxcvbn-ts/core";
import { env } from "@/lib/platform/env";
import { passwordMaxChars, passwordMinChars } from "./password-rules";

export type PasswordFault =
  | "too_short"
  | "too_long"
  | "like_email"
  | "too_common"
  | "too_regular"
  | "like_us"
  | "too_easy";

/**
 * So many guesses must lie before it. At the sign-in page that is out of reach; whoever has stolen the hashes needs years
 * of a core for so many (4 a second).
 */
const leastGuessesLog10 = 9;

/** The estimate takes longer than in proportion to the length. What is hard to guess up to here is so with more behind it. */
const judgedChars = 40;

/** What everybody knows who attacks this very installation. */
const words = ["rollcall", "bomgar", "beyondtrust", "remote support", "jump client", "appliance"];

let opened: Promise<ZxcvbnFactory> | undefined;

/** Loaded at the first password that is judged: some ten megabytes, which most processes never need. */
async function open(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory: Factory }, common] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
  ]);
  return new Factory({ dictionary: common.dictionary, graphs: common.adjacencyGraphs });
}

/** The parts that somebody would try who knows the person and the address: each at least three characters long. */
function partsOf(texts: readonly string[]): string[] {
  return texts.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]).filter((part) => part.length > 2);
}

/** The part of the password that gives most of it away. */
function mainFault({ sequence }: ZxcvbnResult): PasswordFault {
  const [longest] = [...sequence].sort((a, b) => b.token.length - a.token.length);
  const match = longest as { pattern: string; dictionaryName?: string } | undefined;
  if (match?.pattern === "dictionary")
    return match.dictionaryName === "userInputs" ? "like_us" : "too_common";
  if (["repeat", "sequence", "spatial", "date", "regex"].includes(match?.pattern ?? "")) return "too_regular";
  return "too_easy";
}

/**
 * What is wrong with a password, null when nothing is.
 * @param knows of the person: name and e-mail address, as far as they are known
 */
export async function passwordFault(
  password: string,
  knows: { email: string; name?: string | undefined },
): Promise<PasswordFault | null> {
  if ([...password].length < passwordMinChars) return "too_short";
  if (password.length > passwordMaxChars) return "too_long";
  const email = knows.email.trim().toLowerCase();
  if (email !== "" && password.trim().toLowerCase() === email) return "like_email";
  opened ??= open();
  const judge = await opened;
  const own = [email, knows.name ?? "", new URL(env().ROLLCALL_URL).hostname];
  const result = judge.check(password.slice(0, judgedChars), [...words, ...partsOf(own)]);
  return result.guessesLog10 < leastGuessesLog10 ? mainFault(result) : null;
}

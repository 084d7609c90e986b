/** OAuth tokens: an hour of real time each, thirty of an account at most, of which the oldest goes (vendor specification, "Authentication"). */
import { randomBytes } from "node:crypto";

const lifeSeconds = 3_600;
const mostTokens = 30;

interface Token {
  text: string;
  expiresAt: number;
  uses: number;
}

export class Tokens {
  #tokens: Token[] = [];

  constructor(private readonly realNow: () => number = Date.now) {}

  issue(): { access_token: string; token_type: "Bearer"; expires_in: number } {
    const text = randomBytes(24).toString("base64url");
    this.#tokens.push({ text, expiresAt: this.realNow() + lifeSeconds * 1_000, uses: 0 });
    this.#tokens = this.#tokens.slice(-mostTokens);
    return { access_token: text, token_type: "Bearer", expires_in: lifeSeconds };
  }

  /** Uses a token. `mostUses`: how many requests it is good for. */
  use(text: string, mostUses = Number.POSITIVE_INFINITY): boolean {
    const token = this.#tokens.find((each) => each.text === text);
    if (!token || token.expiresAt <= this.realNow()) return false;
    return ++token.uses <= mostUses;
  }

  /** All tokens are void, as after a new client secret was made. */
  revokeAll(): void {
    this.#tokens = [];
  }
}

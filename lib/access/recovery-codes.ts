// Decides how the codes look that replace the app once each: 80 random bits, of which only a hash is kept.
import { randomBytes } from "node:crypto";
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { hashSecret } from "./api-key-secret";

const CODES = 10;
const CODE_BYTES = 10;
// Crockford's: without I, L, O and U, which people mistake for others.
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_CHARS = (CODE_BYTES * 8) / 5;

function newCode(): string {
  let bits = BigInt(`0x${randomBytes(CODE_BYTES).toString("hex")}`);
  let text = "";
  for (let place = 0; place < CODE_CHARS; place += 1) {
    text = LETTERS.charAt(Number(bits % 32n)) + text;
    bits /= 32n;
  }
  return text;
}

/** What somebody typed as the code that was made: letters that are taken for others count as these. */
function spelledOut(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, "").replaceAll("O", "0").replace(/[IL]/g, "1");
}

/** Whether a text can be such a code, rather than one of the app's. */
export function looksLikeRecoveryCode(typed: string): boolean {
  return new RegExp(`^[${LETTERS}]{${CODE_CHARS}}$`).test(spelledOut(typed));
}

/** Makes new codes in place of those that there were. @returns them, written in fours; this is the only time they are known */
export async function replaceRecoveryCodes(tx: Sql, now: number, personId: string): Promise<string[]> {
  const codes = Array.from({ length: CODES }, newCode);
  await tx.query("DELETE FROM person_recovery_code WHERE person_id = $1", [personId]);
  await tx.query(
    "INSERT INTO person_recovery_code (person_id, code_hash, created_at) SELECT $1, unnest($2::text[]), $3",
    [personId, codes.map(hashSecret), asTimestamp(now)],
  );
  return codes.map((code) => code.match(/.{4}/g)?.join("-") ?? code);
}

/** Uses a code up. Of two who try at once, one gets it. */
export async function takeRecoveryCode(
  tx: Sql,
  now: number,
  personId: string,
  typed: string,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    "UPDATE person_recovery_code SET used_at = $3 WHERE person_id = $1 AND code_hash = $2 AND used_at IS NULL",
    [personId, hashSecret(spelledOut(typed)), asTimestamp(now)],
  );
  return rowCount === 1;
}

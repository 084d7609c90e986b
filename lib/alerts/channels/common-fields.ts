/** What several kinds of channels have entered of them. */
import { z } from "zod";

/** An address that is posted to. Whether it may be is asked when it is entered, and at each sending. */
export const addressField = z
  .string()
  .trim()
  .min(1)
  .max(2_000)
  .refine(isHttp, "must be an address like https://example.com/hook");

function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** A key or token without spaces, as other systems make them. */
export const tokenField = z.string().trim().min(1).max(500).regex(/^\S+$/, "must not have spaces in it");

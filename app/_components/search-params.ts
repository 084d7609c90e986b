/** What stands in a page's address. */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** A positive whole number from an address; `null` for anything else. */
export function idParam(value: string | string[] | undefined): number | null {
  const text = Array.isArray(value) ? value.at(-1) : value;
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

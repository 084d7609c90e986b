/** What is different about a client from one snapshot to the next, packed; a missing client has its bit in the block that misses it. */
export const changeBits = { added: 1, returned: 2, missing: 4, duplicate: 8, unreadable: 16 } as const;
export type BitChange = keyof typeof changeBits;

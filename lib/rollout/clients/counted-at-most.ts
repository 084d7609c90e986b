/** Up to here clients are counted one by one. */
export const countedAtMost = 10_000;

/** Text as PostgreSQL can keep it: without NUL and halves of characters. */
export const storable = (text: string) => text.replace(/[\0\p{Surrogate}]/gu, "");

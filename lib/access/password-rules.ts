// Decides how long a password must be and may be, for the server and for the pages that say so.

export const passwordMinChars = 12;
export const passwordMaxChars = 128;

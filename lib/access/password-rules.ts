// Decides which passwords are good enough; the same rule in the browser and on the server. No npm, no I/O.

export const passwordMinChars = 12;
export const passwordMaxChars = 128;

export type PasswordFault = "too_short" | "too_long" | "like_email" | "too_simple";

/**
 * What is wrong with a password, null when nothing is. Length is what counts; beside it only what anybody would try
 * first is refused: the person's own address, or a password of fewer than five different characters.
 */
export function passwordFault(password: string, email: string): PasswordFault | null {
  const length = [...password].length;
  if (length < passwordMinChars) return "too_short";
  if (password.length > passwordMaxChars) return "too_long";
  if (email !== "" && password.trim().toLowerCase() === email.trim().toLowerCase()) return "like_email";
  if (new Set(password.toLowerCase()).size < 5) return "too_simple";
  return null;
}

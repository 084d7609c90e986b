// Keeps the first admin's password to the one step that needs it: what runs all the time is not given it.

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ inherited: NodeJS.ProcessEnv, firstAdmin: NodeJS.ProcessEnv }} what everybody gets, and what the step that makes
 *   the first admin gets beside it
 */
export function setAsideFirstAdmin(env) {
  const { ROLLCALL_ADMIN_EMAIL, ROLLCALL_ADMIN_PASSWORD, ...inherited } = env;
  const isGiven = ROLLCALL_ADMIN_EMAIL !== undefined || ROLLCALL_ADMIN_PASSWORD !== undefined;
  return { inherited, firstAdmin: isGiven ? { ROLLCALL_ADMIN_EMAIL, ROLLCALL_ADMIN_PASSWORD } : {} };
}

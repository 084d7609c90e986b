/** How far the appliance's clock is from ours. */

/** Below this the clocks agree: the appliance tells its time to the second, and the answer was on its way. */
const agreeWithinMs = 5_000;

/**
 * Milliseconds that the appliance is ahead of us, from the time that get_api_info tells and when that came; 0 where they agree
 * within 5 seconds. An answer that was long on its way makes the appliance seem behind, never ahead.
 */
export function clockSkewMs(clockAt: number, receivedAt: number): number {
  const difference = clockAt - receivedAt;
  return Math.abs(difference) <= agreeWithinMs ? 0 : difference;
}

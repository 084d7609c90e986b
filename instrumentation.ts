/** What Next calls once when the web server starts. */
export async function register(): Promise<void> {
  // A build-time word of Next's, not a setting: it keeps Node's modules out of what is not Node.
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { noteAddresses } = await import("./app/_web/true-address");
  noteAddresses();
  const { guardRequests } = await import("./app/_web/guard-requests");
  guardRequests();
  const { countPages } = await import("./app/_web/count-pages");
  countPages();
  const { openMetricsPort } = await import("./app/_web/metrics-port");
  openMetricsPort();
}

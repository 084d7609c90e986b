/** Which release an appliance may run, told by the version of its API. */
import { apiReleases } from "./api-releases";

/**
 * The releases that speak this version of the API, in the vendor's words: several where it did not change between them.
 * Empty: the table does not know it. It narrows a release down and never proves one; check_health states it.
 */
export function apiRelease(apiVersion: string): readonly string[] {
  const family = apiVersion.trim().replace(/\.\d+$/, ".x");
  const known = Object.entries(apiReleases).find(
    ([printed]) => printed === apiVersion.trim() || printed === family,
  );
  return known?.[1] ?? [];
}

/** How the command API speaks in the generations of the product. */

/**
 * The namespace of its answers, the attribute that holds an epoch, and an API version of the time (vendor, api-change; the guide of the
 * pre-10.6 supplement for the first two).
 */
export const generations = {
  bare: { namespace: null, epoch: "timestamp", apiVersion: "1.4.0" },
  networkstreaming: {
    namespace: "http://www.networkstreaming.com/namespaces/API",
    epoch: "timestamp",
    apiVersion: "1.5.0",
  },
  bomgar: { namespace: "http://www.bomgar.com/namespaces/API/command", epoch: "ts", apiVersion: "1.19.0" },
  beyondtrust: {
    namespace: "https://www.beyondtrust.com/namespaces/API/command",
    epoch: "ts",
    apiVersion: "1.24.1",
  },
} as const;

export type Generation = keyof typeof generations;

/** True for a name of `generations`. */
export function isGeneration(name: string): name is Generation {
  return Object.hasOwn(generations, name);
}

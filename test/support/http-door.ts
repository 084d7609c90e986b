/** The steps of cap-steps.ts over HTTP, as endpoints with an agent's key and people with an admin's take them. */
import type { CapSite } from "./cap-site";
import type { CapDoor, KnownSlot, StepAnswer } from "./cap-steps";
import type { HttpAnswer, HttpCaller } from "./http-caller";

/** The API; workers do what the sweep does. */
export function httpDoor({ applianceId, rolloutId }: CapSite, agent: HttpCaller, admin: HttpCaller): CapDoor {
  const told = async (answer: Promise<HttpAnswer>): Promise<StepAnswer> => {
    const { status, body } = await answer;
    const given: KnownSlot[] = body?.items ?? (body?.fence === undefined ? [] : [body]);
    return {
      status,
      code: body?.code,
      slots: given.map(({ id, fence, clientId }) => ({ id, fence, clientId })),
    };
  };
  return {
    ask: (clientId) => told(agent.call("POST", "/api/v1/slots", { applianceId, clientId })),
    renew: ({ id, fence }) => told(agent.call("PUT", `/api/v1/slots/${id}`, { fence })),
    release: ({ id, fence }, outcome) =>
      told(agent.call("DELETE", `/api/v1/slots/${id}?fence=${fence}&outcome=${outcome}`)),
    takeBack: ({ id }) =>
      told(admin.call("POST", `/api/v1/slots/${id}/release`, { reason: "a random step" })),
    batch: (count) =>
      told(admin.call("POST", "/api/v1/slots/batch", { applianceId, count, leaseMinutes: 60 })),
    setCap: (newCap) => told(admin.call("PATCH", `/api/v1/appliances/${applianceId}`, { cap: newCap })),
    hold: (held) => told(admin.call("PATCH", `/api/v1/rollouts/${rolloutId}`, { held })),
    exclude: (clientId, excluded) =>
      told(
        admin.call(
          excluded ? "POST" : "DELETE",
          `/api/v1/clients/${clientId}/exclusions`,
          excluded ? { reason: "a random step" } : undefined,
        ),
      ),
    sweep: async () => ({ status: 200 }),
  };
}

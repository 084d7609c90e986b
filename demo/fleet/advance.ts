/** Moves a fleet forward in simulated time, from one thing that happens to the next. */
import type { Deed, Entry } from "./agenda";
import { contact, hangUp } from "./contact";
import type { Fleet, FleetClient } from "./fleet";
import type { Happening } from "./happenings";
import { boot, cutLine, leave, mendLine, sleep } from "./life";
import { finishUpgrade, redeploy, regress, retry } from "./outcomes";
import { endInstalling, installOnPeer, startInstalling } from "./releases";
import { administer, beginSession, callApi, endSession } from "./sessions";

type Does = (fleet: Fleet, entry: Entry) => void;

const ofClient =
  (
    does: (fleet: Fleet, client: FleetClient) => void,
    isVoid?: (client: FleetClient, turn: number) => boolean,
  ): Does =>
  (fleet, { subject, turn }) => {
    const client = fleet.clients[subject] as FleetClient;
    if (!isVoid?.(client, turn)) does(fleet, client);
  };
const otherContact = (client: FleetClient, turn: number) => client.contactTurn !== turn;
const otherUpgrade = (client: FleetClient, turn: number) => client.upgradeTurn !== turn;

const deeds: Readonly<Record<Deed, Does>> = {
  boots: ofClient(boot),
  sleeps: ofClient(sleep),
  contacts: ofClient(contact, otherContact),
  hangsUp: ofClient(hangUp, otherContact),
  upgraded: ofClient(finishUpgrade, otherUpgrade),
  retries: ofClient(retry),
  redeployed: ofClient(redeploy),
  leaves: ofClient(leave),
  regresses: ofClient(regress),
  callsApi: ofClient(callApi),
  sessionBegins: (fleet, { subject, turn }) =>
    beginSession(fleet, fleet.clients[subject] as FleetClient, turn),
  sessionEnds: (fleet, { subject }) => endSession(fleet, subject),
  administers: (fleet, { subject }) => administer(fleet, subject),
  lineCut: (fleet, { subject }) => cutLine(fleet, subject),
  lineBack: (fleet, { subject }) => mendLine(fleet, subject),
  installStarts: (fleet, { subject }) => startInstalling(fleet, subject),
  installEnds: (fleet, { subject }) => endInstalling(fleet, subject),
  peerInstalled: (fleet, { subject }) => installOnPeer(fleet, subject),
};

/**
 * Everything up to and including `until` (epoch milliseconds) happens, in order. Returns what others are told of it. In how many
 * steps a stretch of time is taken makes no difference. Throws where `until` lies before the fleet's time.
 */
export function advance(fleet: Fleet, until: number): Happening[] {
  if (until < fleet.now) throw new Error("Simulated time does not go back.");
  for (let entry = fleet.agenda.takeUntil(until); entry; entry = fleet.agenda.takeUntil(until)) {
    fleet.now = entry.at;
    deeds[entry.deed](fleet, entry);
  }
  fleet.now = until;
  return fleet.happenings.splice(0);
}

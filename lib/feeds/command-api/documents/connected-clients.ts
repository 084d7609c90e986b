/** get_connected_clients: who is connected now, from which machine, and since when. */
import { idOf, offsetSeconds, soleText, textOf } from "../fields";
import { readInstant } from "../timestamps";
import { attributeOf, childrenNamed, type XmlElement } from "../xml/xml-element";
import { type Records, readRecords } from "./records";
import { type RepresentativeNames, representativeNames } from "./representative-names";

/**
 * One `<connected_representative>`, `<connected_push_agent>` and so on (vendor page get_connected_clients). The page names id,
 * hostname, platform, timezone_offset and connected_since; names of a person are read where a release gives them.
 */
export interface ConnectedClient extends RepresentativeNames {
  /** The type as in the list of clients: `representative`, `push_agent`, … */
  type: string;
  /** Valid only while it is connected. */
  id: string | null;
  hostname: string | null;
  platform: string | null;
  platformId: string | null;
  /** Seconds away from UTC. */
  timezoneOffset: number | null;
  /** When this connection was made: epoch milliseconds by the appliance's clock. */
  connectedSinceAt: number | null;
}

const prefix = "connected_";

/** Every child whose name begins with `connected_`. A date that cannot be is left out with a note: the connection still is. */
export function readConnectedClients(root: XmlElement, latestAt: number): Records<ConnectedClient> {
  const clients = root.children.filter((child) => child.name.startsWith(prefix));
  return readRecords(clients, (client, problems, notes) => {
    const since = readInstant(childrenNamed(client, "connected_since")[0], latestAt);
    if (since.problem !== null) notes.push(`Its connected_since ${since.problem}.`);
    const platform = childrenNamed(client, "platform")[0];
    return {
      type: client.name.slice(prefix.length),
      id: idOf(client, problems),
      hostname: soleText(client, "hostname", problems),
      platform: textOf(client, "platform"),
      platformId: platform === undefined ? null : attributeOf(platform, "id"),
      timezoneOffset: offsetSeconds(client),
      connectedSinceAt: since.at,
      ...representativeNames(client, problems),
    };
  });
}

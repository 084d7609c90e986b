/** Names of an invented company, its places and its people. Domains and addresses are those reserved for documentation. */

export const company = "Harbourline";
export const domain = "harbourline.example";

/** Towns that are on no map, with the minutes their clocks are ahead of UTC. */
export const towns = [
  { name: "Head Office", code: "HQ", offsetMinutes: 60 },
  { name: "Brackwater", code: "BRK", offsetMinutes: 60 },
  { name: "Tarnfield", code: "TRN", offsetMinutes: 60 },
  { name: "Oldmere", code: "OLD", offsetMinutes: 0 },
  { name: "Quellhaven", code: "QUE", offsetMinutes: 60 },
  { name: "Saltmarch", code: "SLT", offsetMinutes: 0 },
  { name: "Eastholm", code: "EST", offsetMinutes: 120 },
  { name: "Pinnow Bay", code: "PIN", offsetMinutes: -300 },
  { name: "Varnsdal", code: "VAR", offsetMinutes: 60 },
  { name: "Cask Hill", code: "CSK", offsetMinutes: -300 },
  { name: "Lowen Quay", code: "LOW", offsetMinutes: 120 },
  { name: "Distribution North", code: "DCN", offsetMinutes: 60 },
] as const;

export const firstNames =
  "Ada Bram Celia Davor Edda Farid Greta Hugo Ines Jonas Kaisa Leon Mira Noor Otis Petra Quentin Rosa Silas Tilda".split(
    " ",
  );

export const lastNames =
  "Aldermoor Birkholt Castrella Dunmarsh Farrowby Gansfort Iversund Kettleby Marrowick Ossering Pellinor Vossgard".split(
    " ",
  );

/** Security providers that a connection agent serves, as they are named in a login. */
export const providers = [
  "HQ Directory",
  "Branch Directory",
  "Partner Directory",
  "Warehouse Directory",
] as const;

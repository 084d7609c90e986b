/**
 * DATA and lookup of lists that are no list of this appliance's clients, though they hold names and dates: what
 * other systems export, and other reports of the vendor's. Each is known by headings that a client list does
 * not have.
 */

import { headingText, squeeze } from "./closest-field";

export const foreignLists = [
  "rollcall_clients",
  "intune_devices",
  "workspace_one_devices",
  "jamf_computers",
  "device_management",
  "epm_computers",
  "support_sessions",
  "jump_item_events",
  "duplicates_report",
  "entra_devices",
  "ad_computers",
  "sccm_devices",
  "wsus_computers",
  "antivirus_devices",
  "remote_access_devices",
  "monitored_devices",
] as const;

/** What a list is instead; a sentence of the message catalogue names it. */
export type ForeignList = (typeof foreignLists)[number];

interface Signature {
  list: ForeignList;
  /** Any of these sets, all of it. */
  all?: readonly (readonly string[])[];
  /** And at least `least` of these. */
  some: readonly string[];
  least: number;
}

const checkIns = [
  "Last check-in",
  "Last checkin",
  "Último check-in",
  "Última verificação",
  "Última sincronização",
  "Última sincronización",
  "Último registro",
  "Ultimo check-in",
  "Ultima sincronizzazione",
  "Dernier check-in",
  "Dernière vérification",
  "Dernière synchronisation",
  "Letztes Einchecken",
  "Letzter Check-in",
  "Letzte Synchronisierung",
];
const compliances = [
  "Compliance",
  "Compliance State",
  "Compliance Status",
  "Compliant",
  "Is Compliant",
  "Conformidade",
  "Estado de conformidade",
  "Cumplimiento",
  "Estado de cumplimiento",
  "Conformità",
  "Stato conformità",
  "Conformité",
  "État de conformité",
  "Konformität",
  "Compliancestatus",
  "Konformitätsstatus",
];
const managers = [
  "Managed by",
  "Gerenciado por",
  "Administrado por",
  "Gestito da",
  "Géré par",
  "Verwaltet von",
];

/** The more particular list comes first. */
const signatures: readonly Signature[] = [
  {
    // Our own clients.csv: its ids are ours, and what it says of connections is what we were told before.
    list: "rollcall_clients",
    some: ["reason_code", "what_would_clear_it", "state_since", "survivor_id", "possible_duplicate"],
    least: 2,
  },
  {
    list: "intune_devices",
    all: [
      ["Device name"],
      ["Nome do dispositivo"],
      ["Nombre del dispositivo"],
      ["Nombre de dispositivo"],
      ["Nome dispositivo"],
      ["Nome del dispositivo"],
      ["Nom de l'appareil"],
      ["Gerätename"],
    ],
    some: [
      ...managers,
      ...compliances,
      ...checkIns,
      "Last sync date time",
      "Primary user UPN",
      "User principal name",
      "Managed device owner type",
      "Device registration state",
      "Management agent",
      "Intune registered",
      "Azure AD Device ID",
      "Entra Device ID",
      "Enrolled date time",
      "Enrollment date",
      "JailBroken",
    ],
    least: 2,
  },
  {
    list: "workspace_one_devices",
    some: [
      "Friendly Name",
      "Organization Group",
      "Enrollment Status",
      "Last Seen",
      "Ownership",
      "Compliance Status",
    ],
    least: 4,
  },
  {
    list: "jamf_computers",
    some: [
      "Jamf Pro Computer ID",
      "Jamf Computer ID",
      "JSS Computer ID",
      "Last Inventory Update",
      "Last Enrollment",
      "MDM Capability",
      "Enrollment Method: PreStage enrollment",
      "User Approved MDM",
      "UDID",
    ],
    least: 2,
  },
  {
    list: "epm_computers",
    some: [
      "Policy Status",
      "Adapter",
      "Adapter Version",
      "Authorisation State",
      "Authorization State",
      "Policy Revision",
      "Endpoint Type",
      "Days Disconnected",
      "Computer Group",
    ],
    least: 2,
  },
  {
    list: "support_sessions",
    some: [
      "Session ID",
      "Session Sequence Number",
      "Session Key",
      "Session Type",
      "LSID",
      "Representative's Name",
      "Representative's Time Involved",
      "Customer's Name",
      "Customer's Private IP",
      "Customer's Public IP",
      "Chat Transcript",
      "Additional Representatives",
      "# Files Transferred",
      "External Key",
      "Session Duration",
      "ID da sessão",
      "ID de sesión",
      "ID sessione",
      "ID de session",
      "Sitzungs-ID",
      "Tipo de sessão",
      "Tipo de sesión",
      "Tipo di sessione",
      "Type de session",
      "Sitzungstyp",
      "Nome do cliente",
      "Nombre del cliente",
      "Nome del cliente",
      "Nom du client",
      "Name des Kunden",
    ],
    least: 2,
  },
  {
    list: "jump_item_events",
    all: [["Event"], ["Event Type"], ["Evento"], ["Événement"], ["Ereignis"]],
    some: [
      "Performed By",
      "Jump Item",
      "Jump Item Name",
      "Timestamp",
      "Event Time",
      "Event Date",
      "Old Value",
      "New Value",
    ],
    least: 2,
  },
  {
    list: "duplicates_report",
    all: [["Duplicate Count"], ["Duplicates"]],
    some: ["System Identifier", "Install Time", "Connection Status", "Client Name", "Jump Group"],
    least: 2,
  },
  {
    list: "entra_devices",
    some: [
      "Approximate Last Sign In Date Time",
      "Approximate Last Logon Timestamp",
      "registrationDateTime",
      "joinType",
      "join type",
      "Trust Type",
      "Device Trust Type",
      "Profile Type",
      "isManaged",
      "isCompliant",
      "Account Enabled",
      "Object ID",
      "Activity",
    ],
    least: 2,
  },
  {
    list: "ad_computers",
    some: [
      "Distinguished Name",
      "SamAccountName",
      "LastLogonDate",
      "LastLogonTimestamp",
      "PwdLastSet",
      "PasswordLastSet",
      "ObjectGUID",
      "userAccountControl",
    ],
    least: 1,
  },
  {
    list: "sccm_devices",
    some: [
      "Resource ID",
      "ResourceID",
      "Site Code",
      "SiteCode",
      "Client Activity",
      "Client Check Result",
      "Last Policy Request",
      "Last Hardware Scan",
      "Last Software Scan",
      "Last Active Time",
      "LastActiveTime",
      "Last DDR",
      "Last Heartbeat DDR",
      "Heartbeat DDR",
      "SMS Unique Identifier",
      "SMSID",
      "Primary User(s)",
    ],
    least: 2,
  },
  {
    list: "wsus_computers",
    some: [
      "Last Status Report",
      "Last Reported Status Time",
      "LastReportedStatusTime",
      "LastSyncTime",
      "Last Sync Time",
      "Last Synchronization Result",
      "Installed/Not Applicable Percentage",
      "Installed / Not applicable %",
      "Updates with errors",
      "Updates needed",
      "RequestedTargetGroupName",
      "FullDomainName",
    ],
    least: 2,
  },
  {
    list: "antivirus_devices",
    some: [
      "Sensor Version",
      "Agent Version",
      "Agent Status",
      "Threats",
      "Threat Count",
      "Active Threats",
      "Infected",
      "Virus definitions",
      "Definition Version",
      "Definitions Date",
      "Pattern Version",
      "Engine Version",
      "Signature Version",
      "Antivirus status",
      "Antivirus signature version",
      "Onboarding status",
      "Exposure level",
      "Risk level",
      "Health Status",
      "Health State",
      "Sensor health state",
      "Protection Status",
      "Last scan",
      "Last Full Scan",
      "Containment status",
      "Network Status",
      "Host ID",
      "Management Server",
      "Tamper Protection",
      "Policy Name",
    ],
    least: 2,
  },
  {
    list: "remote_access_devices",
    some: [
      "TeamViewer ID",
      "TeamViewerID",
      "AnyDesk ID",
      "AnyDesk Alias",
      "RustDesk ID",
      "GuestMachineName",
      "GuestLastActivityTime",
      "Splashtop ID",
      "Streamer Version",
      "LogMeIn Host ID",
    ],
    least: 1,
  },
  {
    list: "monitored_devices",
    some: [
      "Node ID",
      "Polling Interval",
      "Next Poll",
      "Response Time",
      "Packet Loss",
      "% Packet Loss",
      "Percent Loss",
      "CPU Load",
      "Alerts",
      "Open Alerts",
      "Patch Status",
      "Missing Patches",
      "Failed Patches",
      "Last Reboot",
      "Site Name",
    ],
    least: 3,
  },
  {
    list: "device_management",
    some: [
      ...compliances,
      ...managers,
      ...checkIns,
      "Enrolled",
      "Enrollment Date",
      "Enrollment Status",
      "Ownership",
      "Supervised",
      "MDM Status",
      "Management Status",
      "Management State",
    ],
    least: 2,
  },
];

const compared = signatures.map(({ list, all, some, least }) => ({
  list,
  all: all?.map((set) => set.map(squeeze)),
  some: new Set(some.map(squeeze)),
  least,
}));

/** Headings of the Configuration API and of the console that none of those lists has. */
const ownHeadings = new Set(
  [
    "last_connect_timestamp",
    "last_disconnect_timestamp",
    "needs_update",
    "Status Details",
    "jump_group_id",
  ].map(squeeze),
);

/** Which other list these headings belong to, or null. A heading that only our own lists have decides against it. */
export function foreignListOf(headings: readonly string[]): ForeignList | null {
  const given = new Set(headings.map((heading) => squeeze(headingText(heading))));
  for (const own of ownHeadings) if (given.has(own)) return null;
  for (const { list, all, some, least } of compared) {
    if (all && !all.some((set) => set.every((heading) => given.has(heading)))) continue;
    let found = 0;
    for (const heading of given) if (some.has(heading)) found += 1;
    if (found >= least) return list;
  }
  return null;
}

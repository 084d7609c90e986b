import { expect, test } from "vitest";
import { foreignListOf, foreignLists } from "@/lib/intake/export-file/headings/foreign-lists";
import { makeExport } from "@/test/support/make-export";

const listOf = (headings: string) => foreignListOf(headings.split(","));

test.each([
  [
    "id,appliance,kind,name,hostname,vendor_id,state,reason_code,state_since,last_connected",
    "rollcall_clients",
  ],
  ["Device ID,Device name,Managed by,Compliance,Last check-in", "intune_devices"],
  ["id,deviceName,managementAgent,complianceState,lastSyncDateTime,userPrincipalName", "intune_devices"],
  ["Gerätename,Verwaltet von,Konformität,Letztes Einchecken", "intune_devices"],
  ["Friendly Name,Organization Group,Ownership,Compliance Status,Last Seen", "workspace_one_devices"],
  ["Computer Name,Jamf Pro Computer ID,Last Inventory Update,Last Check-in", "jamf_computers"],
  ["Name,Status,Id,Last Connected,Policy Status,Adapter,Authorisation State", "epm_computers"],
  ["Session ID,Session Sequence Number,Started,Ended,Session Type", "support_sessions"],
  ["Timestamp,Event Type,Jump Item Name,Performed By", "jump_item_events"],
  ["System Identifier,Client Name,Install Time,Duplicate Count", "duplicates_report"],
  ["displayName,accountEnabled,operatingSystem,trustType,approximateLastSignInDateTime", "entra_devices"],
  ["Name,DNSHostName,OperatingSystem,LastLogonDate", "ad_computers"],
  ["Name,ResourceID,SiteCode,LastActiveTime,ClientActivity", "sccm_devices"],
  ["FullDomainName,LastSyncTime,LastReportedStatusTime,RequestedTargetGroupName", "wsus_computers"],
  ["Hostname,Sensor Version,Containment Status,Last Seen,Policy Name", "antivirus_devices"],
  ["Device Name,TeamViewer ID,Last Seen", "remote_access_devices"],
  ["Name,Status,Packet Loss,Response Time,Next Poll", "monitored_devices"],
  ["Device,Enrollment Date,Compliance Status,Owner", "device_management"],
])("%s: %s", (headings, list) => {
  expect(listOf(headings)).toBe(list);
});

test("every list has an example above", () => {
  expect(foreignLists).toHaveLength(16);
});

test.each([
  makeExport({ rows: 0, shape: "api" }).text().replaceAll('"', "").trim(),
  "Name,Hostname / IP,FQDN,Group,Status,Status Details,Tag,Comments,Operating System,Private IP,Public IP,Console User",
  "Name,Hostname,Last Connect,Last Seen",
  "Name,FQDN,Status",
  "id,name,platform,enabled,connected,clustered",
  "Name,Hostname,Last Connect,Serial Number,Manufacturer,Model,Asset Tag,Warranty",
  "Username,Display Name,Email,Last Login",
  "Name,Status Details,Compliance,Last check-in",
  "Gerät;Zuletzt da;Wo",
])("a list of ours, or one nobody knows: %s", (headings) => {
  expect(listOf(headings)).toBeNull();
});

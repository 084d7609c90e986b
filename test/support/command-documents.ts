/** Answers of the Command API as each generation of the appliance writes them, for the tests of their readers. */

/**
 * How elements are qualified: none before API 1.5.0, then three namespaces (guides; recordings of 19.1.8; vendor's reporting
 * pages), and with a prefix, as a proxy or a later release may write the same.
 */
export const generations: Readonly<Record<string, { namespace: string | null; prefix: string }>> = {
  "before 10.6": { namespace: null, prefix: "" },
  "10.6": { namespace: "http://www.networkstreaming.com/namespaces/API", prefix: "" },
  Bomgar: { namespace: "http://www.bomgar.com/namespaces/API/command", prefix: "" },
  BeyondTrust: { namespace: "https://www.beyondtrust.com/namespaces/API/command", prefix: "" },
  prefixed: { namespace: "https://www.beyondtrust.com/namespaces/API/command", prefix: "api:" },
};

/** The same answer, written as that generation writes it. `xml` has bare elements and no declaration. */
export function asWrittenBy(generation: string, xml: string): string {
  const { namespace, prefix } = generations[generation] ?? { namespace: null, prefix: "" };
  const declared = namespace === null ? "" : ` xmlns${prefix && ":api"}="${namespace}"`;
  const qualified = xml.replaceAll(/<(\/?)([a-z_]+)/g, `<$1${prefix}$2`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${qualified.replace(/^<([\w:]+)/, `<$1${declared}`)}\n`;
}

/** Recorded on 19.1.8, with another name. */
export const apiInfoXml = `<api_information>
  <api_version>1.19.0</api_version>
  <company_name>Example &amp; Sons</company_name>
  <timestamp>1574638362</timestamp>
  <permissions>
    <permission name="perm_command">full_access</permission>
    <permission name="perm_reporting_support">1</permission>
    <permission name="perm_scim">0</permission>
  </permissions>
</api_information>`;

/** Element names from the vendor's page, version as recorded. */
export const healthXml = `<health_check>
  <appliance id="50adeb59f0f04163b09b7591af1949ea">unit-a.example.com</appliance>
  <version>19.1.8 (37380-749b17ca33d2475427428f263608ae98d69f7a35)</version>
  <success>1</success>
  <failover_role>primary</failover_role>
  <enabled_shared_ips><ip>192.0.2.10</ip><ip>192.0.2.11</ip></enabled_shared_ips>
  <last_data_sync_time ts="1570408370">2019-10-07T00:32:50.877+0000</last_data_sync_time>
  <last_data_sync_status>success</last_data_sync_status>
</health_check>`;

export const appliancesXml = `<appliances>
  <appliance id="aaaa"><name>A</name><public_hostname>a.example.com</public_hostname><cluster_role>master</cluster_role>
    <failover_role>primary</failover_role><accepting_connections>1</accepting_connections><timezone_offset>-18000</timezone_offset></appliance>
  <appliance id="bbbb"><name>B</name><cluster_role>single</cluster_role><failover_role>backup</failover_role>
    <accepting_connections>0</accepting_connections></appliance>
</appliances>`;

export const clientListXml = `<connected_client_list><connected_client_summary>
  <appliance_summary id="aaaa"><count type="representative">12</count><count type="pinned_client">587</count></appliance_summary>
  <appliance_summary id="bbbb"><count type="representative">0</count><count type="pinned_client">3</count></appliance_summary>
  </connected_client_summary><connected_client type="representative" id="101"/><connected_client type="push_agent" id="102"/>
</connected_client_list>`;

export const connectedClientsXml = `<connected_clients>
  <connected_representative id="101">
    <client_connections><client_connections><hostname>not-this</hostname></client_connections><event_log/></client_connections>
    <hostname>DESK-7</hostname><platform id="win">Windows 10</platform><timezone_offset>3600</timezone_offset>
    <connected_since ts="1570408370">2019-10-07T00:32:50+00:00</connected_since>
  </connected_representative>
  <connected_representative id="102"><private_display_name>Sam Carter</private_display_name><connected_since>1570408300</connected_since></connected_representative>
  <connected_support_customer id="103"><hostname>CUSTOMER-1</hostname></connected_support_customer>
  <connected_push_agent id="104"><hostname>jump-1.example.com</hostname><platform id="linux"/></connected_push_agent>
</connected_clients>`;

export const loggedInRepsXml = `<logged_in_reps>
  <rep id="7"><display_name>Sam</display_name><public_display_name>Sam</public_display_name>
    <private_display_name>Sam Carter</private_display_name><type>Normal</type>
    <direct_link>&lt;a href="https://support.example.com/?rep=7"&gt;Sam&lt;/a&gt;</direct_link>
    <logged_in_since timestamp="1570408370">2019-10-06T19:32:50-05:00</logged_in_since><presentation_count>0</presentation_count>
    <support_session_count>2</support_session_count><showing_on_rep_list>1</showing_on_rep_list></rep>
  <rep id="8"><display_name>Old Release</display_name><type>Embassy</type><logged_in_since>2019-10-07T00:32:50Z</logged_in_since></rep>
  <rep id="9"><public_display_name>Guest</public_display_name><type>Invited</type><logged_in_since>2019-10-07T00:32:50Z</logged_in_since></rep>
</logged_in_reps>`;

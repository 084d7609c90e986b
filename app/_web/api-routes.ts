/**
 * Every route of /api/v1, so that the OpenAPI document is complete; a test walks the folders and names what is missing.
 * To add a route: make its file, then add its two lines here.
 */
import * as alertRule from "@/app/api/v1/alert-rules/[id]/route";
import * as alertRulePreview from "@/app/api/v1/alert-rules/preview/route";
import * as alertRules from "@/app/api/v1/alert-rules/route";
import * as apiKey from "@/app/api/v1/api-keys/[id]/route";
import * as apiKeys from "@/app/api/v1/api-keys/route";
import * as appliancePolicy from "@/app/api/v1/appliances/[id]/policy/route";
import * as appliancePushWebhook from "@/app/api/v1/appliances/[id]/push-webhook/route";
import * as appliancePushWebhookTest from "@/app/api/v1/appliances/[id]/push-webhook/test/route";
import * as applianceReleases from "@/app/api/v1/appliances/[id]/releases/route";
import * as appliance from "@/app/api/v1/appliances/[id]/route";
import * as applianceWindows from "@/app/api/v1/appliances/[id]/upgrade-windows/route";
import * as appliances from "@/app/api/v1/appliances/route";
import * as assignees from "@/app/api/v1/assignees/route";
import * as audit from "@/app/api/v1/audit/route";
import * as batchClients from "@/app/api/v1/batches/[id]/clients/route";
import * as batch from "@/app/api/v1/batches/[id]/route";
import * as batchUndo from "@/app/api/v1/batches/[id]/undo/route";
import * as channel from "@/app/api/v1/channels/[id]/route";
import * as channelTest from "@/app/api/v1/channels/[id]/test/route";
import * as channels from "@/app/api/v1/channels/route";
import * as clientAttestations from "@/app/api/v1/clients/[id]/attestations/route";
import * as clientExclusions from "@/app/api/v1/clients/[id]/exclusions/route";
import * as clientMerges from "@/app/api/v1/clients/[id]/merges/route";
import * as client from "@/app/api/v1/clients/[id]/route";
import * as clientsBatch from "@/app/api/v1/clients/batch/route";
import * as clients from "@/app/api/v1/clients/route";
import * as clientsCsv from "@/app/api/v1/clients.csv/route";
import * as deliveries from "@/app/api/v1/deliveries/route";
import * as feedEvents from "@/app/api/v1/feeds/[id]/events/route";
import * as feed from "@/app/api/v1/feeds/[id]/route";
import * as feedRun from "@/app/api/v1/feeds/[id]/run/route";
import * as feedSyslog from "@/app/api/v1/feeds/[id]/syslog/route";
import * as feedTest from "@/app/api/v1/feeds/[id]/test/route";
import * as feedXml from "@/app/api/v1/feeds/[id]/xml/route";
import * as feeds from "@/app/api/v1/feeds/route";
import * as handover from "@/app/api/v1/handover/route";
import * as importConfirmation from "@/app/api/v1/imports/[id]/confirmation/route";
import * as importMapping from "@/app/api/v1/imports/[id]/mapping/route";
import * as importNoticesCsv from "@/app/api/v1/imports/[id]/notices.csv/route";
import * as importRejectsCsv from "@/app/api/v1/imports/[id]/rejects.csv/route";
import * as oneImport from "@/app/api/v1/imports/[id]/route";
import * as imports from "@/app/api/v1/imports/route";
import * as incidentAcknowledge from "@/app/api/v1/incidents/[id]/acknowledge/route";
import * as incidentComments from "@/app/api/v1/incidents/[id]/comments/route";
import * as incidentReopen from "@/app/api/v1/incidents/[id]/reopen/route";
import * as incident from "@/app/api/v1/incidents/[id]/route";
import * as incidentSnooze from "@/app/api/v1/incidents/[id]/snooze/route";
import * as incidents from "@/app/api/v1/incidents/route";
import * as installerPackage from "@/app/api/v1/installer-packages/[id]/route";
import * as installerPackages from "@/app/api/v1/installer-packages/route";
import * as invitation from "@/app/api/v1/invitations/[id]/route";
import * as invitations from "@/app/api/v1/invitations/route";
import * as personPasswordLinks from "@/app/api/v1/people/[id]/password-links/route";
import * as person from "@/app/api/v1/people/[id]/route";
import * as personSecondStep from "@/app/api/v1/people/[id]/second-step/route";
import * as ownDigest from "@/app/api/v1/people/me/digest/route";
import * as me from "@/app/api/v1/people/me/route";
import * as ownSession from "@/app/api/v1/people/me/sessions/[id]/route";
import * as ownSessions from "@/app/api/v1/people/me/sessions/route";
import * as people from "@/app/api/v1/people/route";
import * as releaseProposal from "@/app/api/v1/release-proposals/[id]/route";
import * as releaseProposals from "@/app/api/v1/release-proposals/route";
import * as release from "@/app/api/v1/releases/[id]/route";
import * as rolloutGoal from "@/app/api/v1/rollouts/[id]/goal/route";
import * as rolloutLive from "@/app/api/v1/rollouts/[id]/live/route";
import * as rolloutQueue from "@/app/api/v1/rollouts/[id]/queue/route";
import * as rollout from "@/app/api/v1/rollouts/[id]/route";
import * as rolloutSlotsOverTime from "@/app/api/v1/rollouts/[id]/slots-over-time/route";
import * as rollouts from "@/app/api/v1/rollouts/route";
import * as securityProviders from "@/app/api/v1/security-providers/route";
import * as heartbeat from "@/app/api/v1/settings/heartbeat/route";
import * as heartbeatTest from "@/app/api/v1/settings/heartbeat/test/route";
import * as mail from "@/app/api/v1/settings/mail/route";
import * as mailTest from "@/app/api/v1/settings/mail/test/route";
import * as slotRelease from "@/app/api/v1/slots/[id]/release/route";
import * as slot from "@/app/api/v1/slots/[id]/route";
import * as slotBatch from "@/app/api/v1/slots/batch/route";
import * as slots from "@/app/api/v1/slots/route";
import * as upgradeWindowAnswer from "@/app/api/v1/upgrade-windows/[id]/answer/route";
import * as upgradeWindow from "@/app/api/v1/upgrade-windows/[id]/route";
import * as workItemAssign from "@/app/api/v1/work-items/[id]/assign/route";
import * as workItemBack from "@/app/api/v1/work-items/[id]/back/route";
import * as workItemDone from "@/app/api/v1/work-items/[id]/done/route";
import * as workItemFailed from "@/app/api/v1/work-items/[id]/failed/route";
import * as workItem from "@/app/api/v1/work-items/[id]/route";
import * as workItemStart from "@/app/api/v1/work-items/[id]/start/route";
import * as workItemBatch from "@/app/api/v1/work-items/batch/route";
import * as workItemsClosed from "@/app/api/v1/work-items/closed/route";
import * as workItemGroups from "@/app/api/v1/work-items/groups/route";
import * as workItems from "@/app/api/v1/work-items/route";
import * as workItemsCsv from "@/app/api/v1/work-items.csv/route";
import * as workItemsHtml from "@/app/api/v1/work-items.html/route";

/** The module of each route under its address, as the folders name it. */
export const apiRoutes: Record<string, Record<string, unknown>> = {
  "/api/v1/alert-rules": alertRules,
  "/api/v1/alert-rules/[id]": alertRule,
  "/api/v1/alert-rules/preview": alertRulePreview,
  "/api/v1/api-keys": apiKeys,
  "/api/v1/api-keys/[id]": apiKey,
  "/api/v1/appliances": appliances,
  "/api/v1/appliances/[id]": appliance,
  "/api/v1/appliances/[id]/policy": appliancePolicy,
  "/api/v1/appliances/[id]/push-webhook": appliancePushWebhook,
  "/api/v1/appliances/[id]/push-webhook/test": appliancePushWebhookTest,
  "/api/v1/appliances/[id]/releases": applianceReleases,
  "/api/v1/appliances/[id]/upgrade-windows": applianceWindows,
  "/api/v1/audit": audit,
  "/api/v1/channels": channels,
  "/api/v1/channels/[id]": channel,
  "/api/v1/channels/[id]/test": channelTest,
  "/api/v1/clients": clients,
  "/api/v1/clients.csv": clientsCsv,
  "/api/v1/clients/[id]": client,
  "/api/v1/clients/batch": clientsBatch,
  "/api/v1/clients/[id]/attestations": clientAttestations,
  "/api/v1/clients/[id]/exclusions": clientExclusions,
  "/api/v1/clients/[id]/merges": clientMerges,
  "/api/v1/deliveries": deliveries,
  "/api/v1/feeds": feeds,
  "/api/v1/feeds/[id]": feed,
  "/api/v1/feeds/[id]/events": feedEvents,
  "/api/v1/feeds/[id]/run": feedRun,
  "/api/v1/feeds/[id]/syslog": feedSyslog,
  "/api/v1/feeds/[id]/test": feedTest,
  "/api/v1/feeds/[id]/xml": feedXml,
  "/api/v1/handover": handover,
  "/api/v1/imports": imports,
  "/api/v1/imports/[id]": oneImport,
  "/api/v1/imports/[id]/confirmation": importConfirmation,
  "/api/v1/imports/[id]/mapping": importMapping,
  "/api/v1/imports/[id]/notices.csv": importNoticesCsv,
  "/api/v1/imports/[id]/rejects.csv": importRejectsCsv,
  "/api/v1/incidents": incidents,
  "/api/v1/incidents/[id]": incident,
  "/api/v1/incidents/[id]/acknowledge": incidentAcknowledge,
  "/api/v1/incidents/[id]/comments": incidentComments,
  "/api/v1/incidents/[id]/reopen": incidentReopen,
  "/api/v1/incidents/[id]/snooze": incidentSnooze,
  "/api/v1/invitations": invitations,
  "/api/v1/invitations/[id]": invitation,
  "/api/v1/people": people,
  "/api/v1/people/[id]": person,
  "/api/v1/people/[id]/password-links": personPasswordLinks,
  "/api/v1/people/[id]/second-step": personSecondStep,
  "/api/v1/people/me": me,
  "/api/v1/people/me/digest": ownDigest,
  "/api/v1/people/me/sessions": ownSessions,
  "/api/v1/people/me/sessions/[id]": ownSession,
  "/api/v1/release-proposals": releaseProposals,
  "/api/v1/release-proposals/[id]": releaseProposal,
  "/api/v1/releases/[id]": release,
  "/api/v1/rollouts": rollouts,
  "/api/v1/rollouts/[id]": rollout,
  "/api/v1/settings/heartbeat": heartbeat,
  "/api/v1/settings/heartbeat/test": heartbeatTest,
  "/api/v1/settings/mail": mail,
  "/api/v1/settings/mail/test": mailTest,
  "/api/v1/slots": slots,
  "/api/v1/slots/[id]": slot,
  "/api/v1/slots/[id]/release": slotRelease,
  "/api/v1/slots/batch": slotBatch,
  "/api/v1/upgrade-windows/[id]": upgradeWindow,
  "/api/v1/upgrade-windows/[id]/answer": upgradeWindowAnswer,
  "/api/v1/rollouts/[id]/goal": rolloutGoal,
  "/api/v1/rollouts/[id]/live": rolloutLive,
  "/api/v1/rollouts/[id]/queue": rolloutQueue,
  "/api/v1/rollouts/[id]/slots-over-time": rolloutSlotsOverTime,
  "/api/v1/assignees": assignees,
  "/api/v1/batches/[id]": batch,
  "/api/v1/batches/[id]/clients": batchClients,
  "/api/v1/batches/[id]/undo": batchUndo,
  "/api/v1/installer-packages": installerPackages,
  "/api/v1/installer-packages/[id]": installerPackage,
  "/api/v1/security-providers": securityProviders,
  "/api/v1/work-items": workItems,
  "/api/v1/work-items.csv": workItemsCsv,
  "/api/v1/work-items.html": workItemsHtml,
  "/api/v1/work-items/[id]": workItem,
  "/api/v1/work-items/[id]/assign": workItemAssign,
  "/api/v1/work-items/[id]/back": workItemBack,
  "/api/v1/work-items/[id]/done": workItemDone,
  "/api/v1/work-items/[id]/failed": workItemFailed,
  "/api/v1/work-items/[id]/start": workItemStart,
  "/api/v1/work-items/batch": workItemBatch,
  "/api/v1/work-items/closed": workItemsClosed,
  "/api/v1/work-items/groups": workItemGroups,
};

/** Which client this is, how surely that is known, and who else may be on the same endpoint. */
import { Group, Stack, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { TextLink } from "@/app/_components/link.client";
import { Terms } from "@/app/_components/terms";
import { When } from "@/app/_components/when.client";
import { words } from "@/lib/platform/words";
import type { ClientDetail, ClientRelative } from "@/lib/rollout/clients/client-detail";
import { type Entry, MergeButton, SplitButton } from "./merge.client";

const t = words("client");
const kinds = words("kinds");
const clients = words("clients");

/** Renders identity with its confidence, and the duplicates; `mayMerge` adds the ways to make them one and to split them. */
export function IdentityCard({ client, mayMerge }: { client: ClientDetail; mayMerge: boolean }) {
  const basis = `identityBasis.${client.identityBasis}` as "identityBasis.fqdn";
  return (
    <Card title={t("identity")}>
      <Stack gap="md">
        <Terms
          terms={[
            [t("kind"), kinds(client.kind)],
            [t("appliance"), client.applianceName],
            [t("name"), client.name],
            [t("hostname"), client.hostname],
            [t("fqdn"), client.fqdn],
            [t("vendorId"), client.vendorId],
            [t("group"), client.group],
          ]}
        />
        <Text size="sm" c="var(--quiet)">
          {t.has(basis) ? t(basis) : null} {client.possibleDuplicate && clients("duplicateHint")}
        </Text>
        <div>
          <Text size="sm" fw={600} mb={4}>
            {t("relatives")}
          </Text>
          {client.relatives.length === 0 ? (
            <Text size="sm" c="var(--quiet)">
              {t("noRelatives")}
            </Text>
          ) : (
            <Stack gap={6}>
              {client.relatives.map((relative) => (
                <Group key={relative.id} justify="space-between" align="flex-start" gap={6}>
                  <Text size="sm" style={{ flex: "1 1 12rem", overflowWrap: "anywhere" }}>
                    <TextLink href={`/clients/${relative.id}`} prefetch={false} size="sm" underline="always">
                      {nameOf(relative)}
                    </TextLink>{" "}
                    {t(`relation.${relative.relation}`)} (
                    <When at={relative.lastSeenAt} zone={client.timeZone} />)
                  </Text>
                  {mayMerge && <Deed client={client} relative={relative} />}
                </Group>
              ))}
            </Stack>
          )}
        </div>
      </Stack>
    </Card>
  );
}

/** Its host; without one its name, with the group that tells it from others of that name. */
function nameOf({ fqdn, hostname, name, group }: ClientRelative): string {
  return fqdn ?? hostname ?? (group === null ? name : `${name}, ${group}`);
}

/** What can be done about a relative: to split what is merged, to merge what is of the same kind. */
function Deed({ client, relative }: { client: ClientDetail; relative: ClientRelative }) {
  if (relative.relation === "merged") return <SplitButton client={entryOf(relative)} label={t("split")} />;
  if (relative.relation === "mergedInto" || client.mergedIntoId !== null || relative.kind !== client.kind) {
    return null;
  }
  const relativeIsNewer = (relative.lastSeenAt ?? 0) > (client.lastSeenAt ?? 0);
  return (
    <MergeButton
      client={entryOf(client)}
      other={entryOf(relative)}
      standing={relativeIsNewer ? relative.id : client.id}
    />
  );
}

/** What the browser needs of a client. */
function entryOf({ id, name, group }: Entry): Entry {
  return { id, name, group };
}

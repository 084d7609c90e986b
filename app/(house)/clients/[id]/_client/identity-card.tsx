/** Which client this is, how surely that is known, and who else may be on the same endpoint. */
import { Stack, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { TextLink } from "@/app/_components/link.client";
import { Terms } from "@/app/_components/terms";
import { When } from "@/app/_components/when.client";
import type { ClientDetail } from "@/lib/fleet/client-detail";
import { words } from "@/lib/platform/words";

const t = words("client");
const kinds = words("kinds");
const clients = words("clients");

/** Renders identity with its confidence, and the duplicates. */
export function IdentityCard({ client }: { client: ClientDetail }) {
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
                <Text key={relative.id} size="sm">
                  <TextLink href={`/clients/${relative.id}`} prefetch={false} size="sm" underline="always">
                    {relative.fqdn ?? relative.hostname ?? relative.name}
                  </TextLink>{" "}
                  {t(`relation.${relative.relation}`)} (
                  <When at={relative.lastSeenAt} zone={client.timeZone} />)
                </Text>
              ))}
            </Stack>
          )}
        </div>
      </Stack>
    </Card>
  );
}

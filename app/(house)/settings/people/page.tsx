/** Who can sign in, what they may do and where, and who was invited. */
import { Badge, Stack, TableTd, TableTh, TableTr, Text } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card } from "@/app/_components/card";
import { CardTable } from "@/app/_components/card-table";
import { EmptyState } from "@/app/_components/empty-state";
import { When } from "@/app/_components/when.client";
import { pageContext } from "@/app/_web/session";
import { may } from "@/lib/access/may";
import { type ListedInvitation, type ListedPerson, listInvitations, listPeople } from "@/lib/access/queries";
import { mustHaveSecondStep } from "@/lib/access/second-factor";
import { listAppliances } from "@/lib/fleet/appliance-queries";
import { words } from "@/lib/platform/words";
import { InvitationActions } from "./invitation-actions.client";
import { InviteButton } from "./invite-button.client";
import { PersonActions } from "./person-actions.client";
import { PersonLocks } from "./person-locks";

const t = words("settings");
const shell = words("shell");
export const metadata: Metadata = { title: t("tabs.people") };

const most = 500;

export default async function PeoplePage() {
  const ctx = await pageContext();
  if (!may(ctx.actor, "people.manage", null)) notFound();
  const [people, invitations, appliances] = await Promise.all([
    listPeople(ctx, { limit: most, after: null }),
    listInvitations(ctx, { limit: most, beforeId: null }),
    listAppliances(ctx),
  ]);
  const choices = appliances.map(({ id, name }) => ({ id, name }));
  const placesOf = (on: "all" | readonly number[]) =>
    on === "all"
      ? t("people.everywhere")
      : on.map((id) => choices.find((choice) => choice.id === id)?.name ?? String(id)).join(", ") ||
        t("people.nowhere");
  return (
    <Stack gap="md">
      <Card title={t("tabs.people")} aside={<InviteButton appliances={choices} />}>
        <CardTable
          heads={[
            t("people.name"),
            t("people.role"),
            t("people.appliances"),
            t("people.secondStep"),
            t("people.lastSignedIn"),
          ]}
          deeds={{ word: t("actions"), w: 60 }}
        >
          {people.items.map((person: ListedPerson) => (
            <TableTr key={person.id}>
              <TableTh scope="row" fw={400}>
                <Text size="sm" fw={600} component="span">
                  {person.name}
                </Text>{" "}
                {person.disabledAt !== null && (
                  <Badge color="gray" variant="light" tt="none" size="sm">
                    {t("people.disabled")}
                  </Badge>
                )}
                <Text size="xs" c="var(--quiet)">
                  {person.email}
                  {person.id === ctx.actor.id && ` · ${t("people.you")}`}
                </Text>
                <PersonLocks name={person.name} locks={person.locks} />
              </TableTh>
              <TableTd data-label={t("people.role")}>{shell(`roles.${person.role}`)}</TableTd>
              <TableTd data-label={t("people.appliances")}>{placesOf(person.appliances)}</TableTd>
              <TableTd data-label={t("people.secondStep")}>
                {person.secondStepSince === null
                  ? t(mustHaveSecondStep(person.role) ? "people.secondStepNext" : "people.secondStepOff")
                  : t("people.secondStepOn")}
              </TableTd>
              <TableTd data-label={t("people.lastSignedIn")}>
                <When at={person.lastSignedInAt} />
              </TableTd>
              <TableTd data-corner ta="right">
                <PersonActions
                  person={{
                    id: person.id,
                    name: person.name,
                    role: person.role,
                    appliances: person.appliances === "all" ? "all" : [...person.appliances],
                    disabled: person.disabledAt !== null,
                    mayResetStep: person.secondStepSince !== null && person.id !== ctx.actor.id,
                  }}
                  appliances={choices}
                />
              </TableTd>
            </TableTr>
          ))}
        </CardTable>
      </Card>
      <Card title={t("people.invitations")}>
        {invitations.items.length === 0 ? (
          <EmptyState order={3} title={t("people.noInvitations")} icon={<IconMail size={28} stroke={1.4} />}>
            {t("people.noInvitationsText")}
          </EmptyState>
        ) : (
          <CardTable
            heads={[t("people.email"), t("people.role"), t("people.appliances"), t("people.expires")]}
            deeds={{ word: t("actions"), w: 110 }}
          >
            {invitations.items.map((invitation: ListedInvitation) => (
              <TableTr key={invitation.id}>
                <TableTh scope="row" fw={400}>
                  <Text size="sm" fw={600}>
                    {invitation.email}
                  </Text>
                  <Text size="xs" c="var(--quiet)">
                    {t("people.invitedBy", { by: invitation.createdBy })} <When at={invitation.createdAt} />
                  </Text>
                </TableTh>
                <TableTd data-label={t("people.role")}>{shell(`roles.${invitation.role}`)}</TableTd>
                <TableTd data-label={t("people.appliances")}>{placesOf(invitation.appliances)}</TableTd>
                <TableTd data-label={t("people.expires")}>
                  {invitation.expired ? t("people.expired") : <When at={invitation.expiresAt} />}
                </TableTd>
                <TableTd data-corner ta="right">
                  <InvitationActions id={invitation.id} email={invitation.email} />
                </TableTd>
              </TableTr>
            ))}
          </CardTable>
        )}
      </Card>
    </Stack>
  );
}

"use client";
/** Who is signed in, the way to their account, and the way out. */
import { Avatar, Menu, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconLogout, IconUser } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "use-intl";

type RoleWord = "admin" | "lead" | "technician" | "viewer" | "agent";

/** Signing out is a form post, so that a link from elsewhere cannot do it. */
export function AccountMenu({ person }: { person: { name: string; role: string } }) {
  const t = useTranslations("shell");
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton style={{ borderRadius: 999 }}>
          <VisuallyHidden>{t("account", { name: person.name })}</VisuallyHidden>
          <Avatar name={person.name} color="ink" size={34} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div style={{ padding: "6px 12px 8px" }}>
          <Text size="sm" fw={600} truncate>
            {person.name}
          </Text>
          <Text size="xs" c="var(--quiet)">
            {t(`roles.${person.role as RoleWord}`)}
          </Text>
        </div>
        <Menu.Divider />
        <Menu.Item
          component={Link}
          href="/account"
          prefetch={false}
          leftSection={<IconUser size={16} aria-hidden />}
        >
          {t("yourAccount")}
        </Menu.Item>
        <form method="post" action="/sign-out">
          <Menu.Item
            component="button"
            type="submit"
            leftSection={<IconLogout size={16} aria-hidden />}
            closeMenuOnClick={false}
          >
            {t("signOut")}
          </Menu.Item>
        </form>
      </Menu.Dropdown>
    </Menu>
  );
}

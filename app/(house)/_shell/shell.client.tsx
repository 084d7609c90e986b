"use client";
/** The frame around every page: where one is, where one can go, which appliance it is about, and who one is. */
import { AppShell, Badge, Burger, Group, NavLink, Text, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconArrowsExchange,
  IconBell,
  IconCloudUpload,
  IconDevices,
  IconGauge,
  IconListCheck,
  IconPackage,
  IconSettings,
  IconTools,
} from "@tabler/icons-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { type ReactNode, useEffect } from "react";
import { useTranslations } from "use-intl";
import { AccountMenu } from "./account-menu.client";
import { ApplianceSwitcher, type SwitchableAppliance } from "./appliance-switcher.client";
import { ColorSchemeSwitch } from "./color-scheme-switch.client";
import { Mark } from "./mark";
import classes from "./shell.module.css";

interface ShellProps {
  person: { name: string; role: string };
  appliances: readonly SwitchableAppliance[];
  maySeeSettings: boolean;
  /** Incidents that nobody has taken on. */
  openIncidents: number;
  /** May hold work, so that there is a list of their own. */
  mayWork: boolean;
  /** What stays at the foot of every page, if anything. */
  footer: ReactNode;
  children: ReactNode;
}

const places = [
  { href: "/", word: "overview", icon: IconGauge, under: ["/rollouts"] },
  { href: "/clients", word: "clients", icon: IconDevices, under: [] },
  { href: "/work", word: "work", icon: IconTools, under: [] },
  { href: "/work/mine", word: "myWork", icon: IconListCheck, under: [] },
  { href: "/imports", word: "imports", icon: IconCloudUpload, under: [] },
  { href: "/releases", word: "releases", icon: IconPackage, under: [] },
  { href: "/alerts", word: "alerts", icon: IconBell, under: [] },
  { href: "/handover", word: "handover", icon: IconArrowsExchange, under: [] },
  { href: "/settings", word: "settings", icon: IconSettings, under: [] },
] as const;

/** Renders header, navigation and the page. */
export function Shell({
  person,
  appliances,
  maySeeSettings,
  openIncidents,
  mayWork,
  footer,
  children,
}: ShellProps) {
  const t = useTranslations("shell");
  const pathname = usePathname();
  const applianceId = useSearchParams().get("applianceId");
  const [opened, { toggle, close }] = useDisclosure(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: going somewhere closes the menu
  useEffect(close, [pathname]);

  return (
    <>
      <a href="#page" className={classes.skip}>
        {t("skip")}
      </a>
      <AppShell
        header={{ height: 56 }}
        {...(footer === null ? {} : { footer: { height: { base: 72, sm: 44 } } })}
        navbar={{ width: 212, breakpoint: "sm", collapsed: { mobile: !opened } }}
        padding={{ base: "md", md: "lg" }}
      >
        <AppShell.Header className={classes.bar}>
          <Group h="100%" px="md" gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={t(opened ? "closeMenu" : "openMenu")}
              aria-expanded={opened}
              aria-controls="places"
            />
            <Link href="/" className={classes.brand}>
              <Mark />
              <Text component="span" fw={700} visibleFrom="xs">
                {t("product")}
              </Text>
              <VisuallyHidden>{t("toOverview")}</VisuallyHidden>
            </Link>
            <ApplianceSwitcher appliances={appliances} />
            <Group gap={4} ml="auto" wrap="nowrap">
              <ColorSchemeSwitch />
              <AccountMenu person={person} />
            </Group>
          </Group>
        </AppShell.Header>
        <AppShell.Navbar className={classes.bar} id="places" aria-label={t("places")}>
          <AppShell.Section grow p="xs" className={classes.places}>
            {places
              .filter((place) => place.href !== "/settings" || maySeeSettings)
              .filter((place) => place.href !== "/work/mine" || mayWork)
              .map(({ href, word, icon: Icon, under }) => {
                // The longest address that fits is where one is.
                const here =
                  href === "/"
                    ? pathname === "/"
                    : pathname.startsWith(href) && !(href === "/work" && pathname.startsWith("/work/mine"));
                const active = here || under.some((path) => pathname.startsWith(path));
                return (
                  <NavLink
                    key={href}
                    component={Link}
                    href={applianceId ? `${href}?applianceId=${applianceId}` : href}
                    label={t(word)}
                    leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
                    rightSection={
                      href === "/alerts" && openIncidents > 0 ? (
                        <Badge size="sm" variant="light" color="orange" circle={openIncidents < 10}>
                          <span aria-hidden>{openIncidents}</span>
                          <VisuallyHidden>{t("openAlerts", { count: openIncidents })}</VisuallyHidden>
                        </Badge>
                      ) : null
                    }
                    active={active}
                    aria-current={active ? "page" : undefined}
                    className={classes.place}
                  />
                );
              })}
          </AppShell.Section>
        </AppShell.Navbar>
        <AppShell.Main id="page" tabIndex={-1} className={classes.main}>
          <div className={classes.width}>{children}</div>
        </AppShell.Main>
        {footer !== null && <AppShell.Footer>{footer}</AppShell.Footer>}
      </AppShell>
    </>
  );
}

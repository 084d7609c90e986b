"use client";
/** The installer packages: those to be made again first. */
import {
  Anchor,
  Button,
  Paper,
  Table,
  TableTbody,
  TableTd,
  TableTh,
  TableThead,
  TableTr,
  Text,
} from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { ScrollRegion } from "@/app/_components/scroll-region";
import { ToneBadge } from "@/app/_components/tone-badge";
import { useDeed } from "@/app/_components/use-deed.client";
import { When } from "@/app/_components/when.client";
import type { ClientKind } from "@/lib/core/client";
import type { PackageState, Platform } from "@/lib/core/installer";

/** Instants in epoch milliseconds. */
export interface ShownInstaller {
  id: number;
  applianceName: string;
  timeZone: string;
  kind: ClientKind;
  platform: Platform;
  group: string | null;
  madeAt: number;
  madeFor: string | null;
  validUntil: number | null;
  location: string | null;
  note: string | null;
  createdBy: string;
  state: PackageState;
  releasedAt: number | null;
  toMakeAgain: boolean;
  mayManage: boolean;
}

export function InstallerTable({ items, several }: { items: ShownInstaller[]; several: boolean }) {
  const t = useTranslations("installers");
  const [removing, setRemoving] = useState<ShownInstaller | null>(null);
  const deed = useDeed();
  const kindWord = useTranslations("kinds");
  const nameOf = (item: ShownInstaller) => `${kindWord(item.kind)}, ${t(`platforms.${item.platform}`)}`;
  return (
    <>
      <Paper withBorder bg="var(--surface)">
        <ScrollRegion label={t("list")}>
          <Table verticalSpacing={6} miw={760}>
            <TableThead>
              <TableTr>
                {(["installer", "state", "made", "until", "where"] as const).map((name) => (
                  <TableTh key={name}>{t(`columns.${name}`)}</TableTh>
                ))}
                <TableTh />
              </TableTr>
            </TableThead>
            <TableTbody>
              {items.map((item) => (
                <TableTr key={item.id}>
                  <TableTd>
                    <Text size="sm" fw={600}>
                      {nameOf(item)}
                    </Text>
                    <Text size="xs" c="var(--quiet)">
                      {[item.group ?? t("anyGroup"), several ? item.applianceName : null]
                        .filter(Boolean)
                        .join(" · ")}
                    </Text>
                    {item.note && <Text size="xs">{item.note}</Text>}
                  </TableTd>
                  <TableTd>
                    <State item={item} />
                  </TableTd>
                  <TableTd>
                    <When at={item.madeAt} zone={item.timeZone} as="exact" />
                    <Text size="xs" c="var(--quiet)">
                      {item.madeFor === null
                        ? item.createdBy
                        : t("madeFor", { name: item.createdBy, who: item.madeFor })}
                    </Text>
                  </TableTd>
                  <TableTd>
                    {item.validUntil === null ? (
                      t("noEnd")
                    ) : (
                      <When at={item.validUntil} zone={item.timeZone} as="both" />
                    )}
                  </TableTd>
                  <TableTd style={{ overflowWrap: "anywhere" }}>
                    {item.location !== null && /^https?:\/\//.test(item.location) ? (
                      <Anchor href={item.location} size="sm" rel="noreferrer">
                        {item.location}
                      </Anchor>
                    ) : (
                      (item.location ?? "–")
                    )}
                  </TableTd>
                  <TableTd ta="right">
                    {item.mayManage && (
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={t("removeOne", { name: nameOf(item) })}
                        onClick={() => {
                          deed.forget();
                          setRemoving(item);
                        }}
                      >
                        {t("remove")}
                      </Button>
                    )}
                  </TableTd>
                </TableTr>
              ))}
            </TableTbody>
          </Table>
        </ScrollRegion>
      </Paper>
      <ConfirmDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t("removeTitle", { name: removing === null ? "" : nameOf(removing) })}
        consequence={t("removeText")}
        deed={t("remove")}
        onConfirm={() => {
          void deed
            .run(() => callApi("DELETE", `/api/v1/installer-packages/${removing?.id}`), t("removed"))
            .then((went) => went && setRemoving(null));
        }}
        pending={deed.pending}
        problem={deed.problem}
        dangerous
      />
    </>
  );
}

function State({ item }: { item: ShownInstaller }) {
  const t = useTranslations("installers");
  return (
    <>
      <ToneBadge tone={item.state === "valid" ? "good" : item.toMakeAgain ? "bad" : "quiet"}>
        {t(`states.${item.state}`)}
      </ToneBadge>
      {item.toMakeAgain && (
        <Text size="xs" fw={600}>
          {t("makeAgain")}
        </Text>
      )}
      {item.state === "before_release" && (
        <Text size="xs" c="var(--quiet)">
          {t.rich("releasedAt", { when: () => <When at={item.releasedAt} zone={item.timeZone} /> })}
        </Text>
      )}
    </>
  );
}

"use client";
/** What a person can do about a client's state: attest its reinstallation, exclude it, and take either back. */
import { Button, Textarea } from "@mantine/core";
import { IconCircleMinus, IconMessageCheck, IconRotate2 } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { useDeed } from "@/app/_components/use-deed.client";

interface ClientDeedsProps {
  client: { id: number; name: string };
  /** Null: not for this person, or nothing to attest (no rollout going, checked in, excluded). */
  attest: { rolloutId: number } | null;
  removeAttestation: { rolloutId: number } | null;
  mayExclude: boolean;
  mayRemoveExclusion: boolean;
}

/** Renders the buttons that make sense now, each with its dialog. */
export function ClientDeeds({
  client,
  attest,
  removeAttestation,
  mayExclude,
  mayRemoveExclusion,
}: ClientDeedsProps) {
  const t = useTranslations("client");
  const { id, name } = client;
  const attestations = `/api/v1/clients/${id}/attestations`;
  const exclusions = `/api/v1/clients/${id}/exclusions`;
  const values = { name };
  return (
    <>
      {attest && (
        <DeedButton
          button={t("attest")}
          icon={<IconMessageCheck size={16} aria-hidden />}
          title={t("attestTitle")}
          consequence={t("attestText")}
          deed={t("attestDeed")}
          asks={t("attestNote")}
          call={(note) => callApi("POST", attestations, { rolloutId: attest.rolloutId, note })}
          said={t("attested", values)}
        />
      )}
      {removeAttestation && (
        <DeedButton
          button={t("removeAttestation")}
          icon={<IconRotate2 size={16} aria-hidden />}
          title={t("removeAttestation")}
          consequence={t("removeAttestationText")}
          deed={t("removeAttestation")}
          call={() => callApi("DELETE", `${attestations}?rolloutId=${removeAttestation.rolloutId}`)}
          said={t("attestationRemoved", values)}
        />
      )}
      {mayExclude && (
        <DeedButton
          button={t("exclude")}
          icon={<IconCircleMinus size={16} aria-hidden />}
          title={t("excludeTitle")}
          consequence={t("excludeText")}
          deed={t("excludeDeed")}
          asks={t("excludeReason")}
          call={(reason) => callApi("POST", exclusions, { reason })}
          said={t("excluded", values)}
        />
      )}
      {mayRemoveExclusion && (
        <DeedButton
          button={t("removeExclusion")}
          icon={<IconRotate2 size={16} aria-hidden />}
          title={t("removeExclusion")}
          consequence={t("removeExclusionText")}
          deed={t("removeExclusion")}
          call={() => callApi("DELETE", exclusions)}
          said={t("exclusionRemoved", values)}
        />
      )}
    </>
  );
}

interface DeedButtonProps {
  button: string;
  icon: ReactNode;
  title: string;
  consequence: string;
  deed: string;
  /** Label of the words that the deed needs; without it, it needs none. */
  asks?: string;
  call(words: string): Promise<unknown>;
  said: string;
}

function DeedButton({ button, icon, title, consequence, deed, asks, call, said }: DeedButtonProps) {
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState("");
  const { pending, problem, forget, run } = useDeed();
  const close = () => setOpened(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={icon}
        onClick={() => {
          forget();
          setText("");
          setOpened(true);
        }}
      >
        {button}
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={close}
        title={title}
        consequence={consequence}
        deed={deed}
        pending={pending}
        problem={problem}
        disabled={asks !== undefined && text.trim() === ""}
        onConfirm={async () => {
          if (await run(() => call(text.trim()), said)) close();
        }}
      >
        {asks !== undefined && (
          <Textarea
            label={asks}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            required
            autosize
            minRows={2}
            maxLength={1000}
            data-autofocus
          />
        )}
      </ConfirmDialog>
    </>
  );
}

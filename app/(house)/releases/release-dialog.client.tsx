"use client";
/** In which a release is recorded, or corrected. */
import { Stack, Text } from "@mantine/core";
import { useTranslations } from "use-intl";
import { Dialog } from "@/app/_components/dialog.client";
import { type RecordedRelease, ReleaseForm } from "./release-form.client";

interface ReleaseDialogProps {
  appliance: { id: number; name: string; timeZone: string };
  /** The one to correct; without it a new one is recorded. */
  release?: RecordedRelease;
  opened: boolean;
  onClose(): void;
}

export function ReleaseDialog({ appliance, release, opened, onClose }: ReleaseDialogProps) {
  const t = useTranslations("releases");
  const title = release
    ? t("correctTitle", { name: release.name })
    : t("recordOn", { appliance: appliance.name });
  return (
    <Dialog opened={opened} onClose={onClose} title={title} size={560}>
      <Stack gap="md">
        {release && (
          <Text size="sm" c="var(--quiet)">
            {t("correctText")}
          </Text>
        )}
        <ReleaseForm appliance={appliance} {...(release ? { release } : {})} onDone={onClose} />
      </Stack>
    </Dialog>
  );
}

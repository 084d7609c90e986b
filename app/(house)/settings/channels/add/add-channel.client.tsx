"use client";
/** The form of a new channel, and what comes after: a webhook's secret, which is told once; then its page, where it is tried out. */
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { ChannelTypeName } from "@/lib/alerts/channels/channel-types";
import { OneTimeSecret } from "../../one-time-secret.client";
import { ChannelForm } from "../_channels/channel-form.client";

export function AddChannel({ type }: { type: ChannelTypeName }) {
  const t = useTranslations("channels");
  const router = useRouter();
  const [told, setTold] = useState<{ id: number; secret: string } | null>(null);
  const goOn = (id: number) => router.push(`/settings/channels/${id}`);

  if (told !== null) {
    return (
      <OneTimeSecret label={t("once.label")} value={told.secret} onDone={() => goOn(told.id)}>
        {t("once.text")}
      </OneTimeSecret>
    );
  }
  return (
    <ChannelForm
      type={type}
      onDone={(added) => {
        if (added === null) return;
        if (added.secret === null) goOn(added.id);
        else setTold({ id: added.id, secret: added.secret });
      }}
    />
  );
}

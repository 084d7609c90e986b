"use client";
/** The form of a new feed, and what comes after: its address if that is told once, else its own page. */
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { FeedType } from "@/lib/feeds/schema";
import { OneTimeSecret } from "../../one-time-secret.client";
import { type AddedFeed, FeedForm } from "../_feeds/feed-form.client";

interface AddFeedProps {
  type: FeedType;
  applianceId: number;
  zone: string;
  /** Rollcall asks it: it is tried out at once. */
  isPolled: boolean;
}

export function AddFeed({ type, applianceId, zone, isPolled }: AddFeedProps) {
  const t = useTranslations("feeds");
  const router = useRouter();
  const [told, setTold] = useState<{ id: number; url: string } | null>(null);

  function goOn(id: number) {
    router.push(`/settings/feeds/${id}?applianceId=${applianceId}${isPolled ? "&test=1" : ""}`);
  }

  function done(added: AddedFeed | null) {
    if (added === null) return;
    if (added.url === null) goOn(added.id);
    else setTold({ id: added.id, url: added.url });
  }

  if (told !== null) {
    return (
      <OneTimeSecret label={t("once.label")} value={told.url} onDone={() => goOn(told.id)}>
        {t("once.text")}
      </OneTimeSecret>
    );
  }
  return <FeedForm type={type} applianceId={applianceId} zone={zone} onDone={done} />;
}

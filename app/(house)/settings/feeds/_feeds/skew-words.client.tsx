"use client";
/** How far another clock is from Rollcall's, in words. */
import { useTranslations } from "use-intl";

/** Closer than this nobody needs to know. */
const agreesMs = 2_000;

/** `skewMs`: how far it is ahead; negative: behind. */
export function useSkewWords(): (skewMs: number) => string {
  const t = useTranslations("feeds");
  return (skewMs) => {
    const size = Math.abs(skewMs);
    if (size < agreesMs) return t("clock.agrees");
    const seconds = Math.round(size / 1_000);
    const span =
      seconds < 120
        ? t("clock.seconds", { count: seconds })
        : seconds < 7_200
          ? t("clock.minutes", { count: Math.round(seconds / 60) })
          : t("clock.hours", { count: Math.round(seconds / 3_600) });
    return t(skewMs > 0 ? "clock.ahead" : "clock.behind", { span });
  };
}

/** The same where a page is made by the server. */
export function SkewWords({ skewMs }: { skewMs: number }) {
  return useSkewWords()(skewMs);
}

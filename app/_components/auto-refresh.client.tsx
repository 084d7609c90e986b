"use client";
/** Keeps a page that shows moving numbers current while somebody looks at it. */
import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Renews the page every `seconds` while its tab is visible, and at once when it becomes visible again. */
export function AutoRefresh({ seconds }: { seconds: number }) {
  const router = useRouter();
  useEffect(() => {
    const renew = () => {
      if (document.visibilityState === "visible") router.refresh();
    };
    const timer = setInterval(renew, seconds * 1000);
    document.addEventListener("visibilitychange", renew);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", renew);
    };
  }, [router, seconds]);
  return null;
}

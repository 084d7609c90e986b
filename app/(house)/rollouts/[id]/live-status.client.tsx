"use client";
/** Keeps the page current while somebody looks at it, and says whether it is. */
import { IconBroadcast, IconPlugConnectedX, IconRefresh } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { useLocale, useTranslations } from "use-intl";
import { ToneBadge } from "@/app/_components/tone-badge";

interface LiveStatusProps {
  rolloutId: number;
  /** How things stood when the page was made. */
  revision: string;
  /** Never renewed more often than this. */
  renewSeconds: number;
}

type Connection = { kind: "connecting" | "live" } | { kind: "reconnecting" | "offline"; since: number };

/** A connection that has been away so long is called offline. */
const offlineAfterMs = 15_000;
/** Also when nothing is said to have changed: due times pass, and a change can be missed. */
const renewAnywaySeconds = { live: 60, otherwise: 15 };
const firstPauseMs = 1_000;
const longestPauseMs = 30_000;

/**
 * Listens while the tab is visible (a browser allows few connections to one server, and hidden tabs would take them all)
 * and renews the page when a revision comes that is not the one it was made of.
 */
export function LiveStatus({ rolloutId, revision, renewSeconds }: LiveStatusProps) {
  const t = useTranslations("slots");
  const locale = useLocale();
  const [connection, setConnection] = useState<Connection>({ kind: "connecting" });
  const { seen, renewAtMost } = useRenewal(revision, renewSeconds);

  useEffect(() => {
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let offlineTimer: ReturnType<typeof setTimeout> | undefined;
    let pauseMs = firstPauseMs;
    let lostAt: number | null = null;

    function connect() {
      source = new EventSource(`/api/v1/rollouts/${rolloutId}/live`);
      source.addEventListener("open", () => {
        pauseMs = firstPauseMs;
        lostAt = null;
        clearTimeout(offlineTimer);
        setConnection({ kind: "live" });
      });
      source.addEventListener("changed", (event) => seen(revisionOf(event.data)));
      source.addEventListener("error", lose);
    }

    /** The browser would try again by itself, but not after an answer that is no stream. */
    function lose() {
      disconnect();
      if (lostAt === null) {
        const since = Date.now();
        lostAt = since;
        setConnection({ kind: "reconnecting", since });
        offlineTimer = setTimeout(() => setConnection({ kind: "offline", since }), offlineAfterMs);
      }
      timer = setTimeout(connect, pauseMs);
      pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    }

    function disconnect() {
      source?.close();
      source = null;
      clearTimeout(timer);
    }

    function follow() {
      if (document.visibilityState === "hidden") disconnect();
      else if (source === null) {
        clearTimeout(timer);
        connect();
      }
    }

    follow();
    document.addEventListener("visibilitychange", follow);
    window.addEventListener("online", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      window.removeEventListener("online", follow);
      clearTimeout(offlineTimer);
      disconnect();
    };
  }, [rolloutId, seen]);

  const isLive = connection.kind === "live";
  useEffect(() => {
    const seconds = isLive ? renewAnywaySeconds.live : renewAnywaySeconds.otherwise;
    const timer = setInterval(renewAtMost, seconds * 1000);
    return () => clearInterval(timer);
  }, [isLive, renewAtMost]);

  return (
    <span role="status" style={{ display: "inline-flex" }}>
      <ToneBadge {...looks[connection.kind]}>
        {connection.kind === "offline"
          ? t("live.offline", {
              since: new Date(connection.since).toLocaleTimeString(locale === "en" ? "en-GB" : locale, {
                hour: "2-digit",
                minute: "2-digit",
              }),
            })
          : t(`live.${connection.kind}`)}
      </ToneBadge>
    </span>
  );
}

const looks = {
  connecting: { tone: "quiet", icon: <IconRefresh size={14} aria-hidden /> },
  live: { tone: "good", icon: <IconBroadcast size={14} aria-hidden /> },
  reconnecting: { tone: "attention", icon: <IconRefresh size={14} aria-hidden /> },
  offline: { tone: "bad", icon: <IconPlugConnectedX size={14} aria-hidden /> },
} as const;

function revisionOf(data: unknown): string {
  try {
    return String((JSON.parse(String(data)) as { revision?: unknown }).revision);
  } catch {
    return "";
  }
}

/** However slow a renewal is, this much of the time at most goes into them: one part of so many. */
const renewalShare = 4;

/**
 * Renews the page for a revision it does not show yet: at once, then at most every `renewSeconds`, never two at a time,
 * and less often where a renewal takes long.
 */
function useRenewal(revision: string, renewSeconds: number) {
  const router = useRouter();
  const [renewing, startRenewing] = useTransition();
  const state = useRef({
    shown: revision,
    newest: revision,
    renewing: false,
    lastMs: 0,
    tookMs: 0,
    renewSeconds,
  });
  const [renewal] = useState(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    function renewAtMost() {
      clearTimeout(timer);
      if (document.visibilityState === "hidden") return;
      const pauseMs = Math.max(state.current.renewSeconds * 1000, state.current.tookMs * renewalShare);
      const restMs = state.current.lastMs + pauseMs - performance.now();
      if (state.current.renewing || restMs > 0) {
        timer = setTimeout(catchUp, Math.max(200, restMs));
        return;
      }
      state.current.lastMs = performance.now();
      startRenewing(() => router.refresh());
    }
    function catchUp() {
      if (state.current.newest !== state.current.shown) renewAtMost();
    }
    return {
      renewAtMost,
      catchUp,
      seen(newest: string) {
        state.current.newest = newest;
        catchUp();
      },
      stop: () => clearTimeout(timer),
    };
  });
  useEffect(() => {
    if (state.current.renewing && !renewing) state.current.tookMs = performance.now() - state.current.lastMs;
    Object.assign(state.current, { shown: revision, renewing, renewSeconds });
    // What it shows may have been read before the newest that was told.
    if (!renewing) renewal.catchUp();
  }, [revision, renewing, renewSeconds, renewal]);
  useEffect(() => renewal.stop, [renewal]);
  return renewal;
}

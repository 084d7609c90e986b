"use client";
/** The last resort, when even the layout could not be made: plain HTML, no theme, no catalogue provider. */
import en from "@/messages/en.shell.json";

export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en">
      <body
        style={{
          fontFamily: "system-ui, sans-serif",
          maxWidth: "36rem",
          margin: "4rem auto",
          padding: "0 1rem",
        }}
      >
        <main role="alert">
          <h1>{en.shell.errorTitle}</h1>
          <p>{en.shell.errorText}</p>
          <button type="button" onClick={reset}>
            {en.shell.errorRetry}
          </button>
        </main>
      </body>
    </html>
  );
}

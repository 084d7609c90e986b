// Messages as the engine makes them, for whoever sends them.
import type { Message } from "@/lib/alerts/message";

export const messageAt = Date.parse("2026-11-27T09:00:00Z");

/** Two clients of fourteen, in a critical incident, unless said otherwise. */
export function alertMessage(parts: Partial<Message> = {}): Message {
  return {
    kind: "opened",
    severity: "critical",
    title: "14 Jump Clients overdue on Support",
    lines: ["Since 2 hours ago.", "A technician's move."],
    clients: [
      {
        id: 1,
        name: "PC-1",
        hostname: "pc-1.example.com",
        group: "Lisbon",
        sentence: "It was here and did not upgrade.",
        url: "https://rollcall.example.com/clients/1",
      },
      {
        id: 2,
        name: "PC-2",
        hostname: null,
        group: null,
        sentence: "It has not been here.",
        url: "https://rollcall.example.com/clients/2",
      },
    ],
    more: 12,
    url: "https://rollcall.example.com/alerts/7",
    thread: "incident-7",
    at: messageAt,
    data: { incident: { id: 7, count: 14 }, clients: [{ id: 1 }, { id: 2 }] },
    ...parts,
  };
}

/** Names that would do something, were they not made harmless, and what becomes of them as a line of text. */
export const hostileTexts: readonly (readonly [what: string, given: string, asLine: string])[] = [
  ["a new line", "PC\r\nBcc: all@example.com", "PC Bcc: all@example.com"],
  ["control characters", "PC\u0000\u0007\u001b[31m1", "PC [31m1"],
  ["marks of direction", "PC\u202eexe.1\u202c", "PC exe.1"],
  ["what is not seen", "P\u200bC\ufeff", "P C"],
  ["separators of lines", "PC\u2028one\u2029two", "PC one two"],
  ["half a character", "PC\ud800", "PC\ufffd"],
  ["HTML", `<script>alert("x")</script>&'`, `<script>alert("x")</script>&'`],
  ["Slack's mentions", "<!channel> & <@U1|x>", "<!channel> & <@U1|x>"],
  ["Markdown", "**b** [x](http://evil) `c` # h", "**b** [x](http://evil) `c` # h"],
  ["emoji", "PC 👩‍💻", "PC 👩 💻"],
];

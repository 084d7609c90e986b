// Outbound events: the vendor's events, what each proves of whom, and what proves nothing.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readOutbound } from "@/lib/feeds/outbound-events/read-outbound";

const receivedAt = Date.parse("2026-11-27T12:00:00Z");
const at = Date.parse("2026-11-27T11:30:00Z");
const read = (body: string) => readOutbound(Object.fromEntries(new URLSearchParams(body)), receivedAt);
const joined = "event=support_conference_member_added&version=1&type=representative";
const stamp = `timestamp=${at / 1_000}`;

describe("what an event says", () => {
  it.each([
    [
      "a representative who joins runs a console",
      `${joined}&${stamp}&username=sam.carter&display_name=Sam`,
      { kind: "console", named: { user: "sam.carter", name: "Sam" }, observedAt: at, dated: true },
    ],
    [
      "by the display name alone",
      `${joined}&${stamp}&display_name=Sam`,
      { named: { user: null, name: "Sam" } },
    ],
    ["the short type", `event=support_conference_member_added&type=rep&username=sam`, { kind: "console" }],
    [
      "escapes are read",
      `${joined}&username=sam%40example.com&display_name=Zo%C3%AB+M`,
      { named: { user: "sam@example.com", name: "Zoë M" } },
    ],
    [
      "without a time it counts as it came",
      `${joined}&username=sam`,
      { observedAt: receivedAt, dated: false },
    ],
    [
      "a time that is none, likewise",
      `${joined}&username=sam&timestamp=yesterday`,
      { observedAt: receivedAt, dated: false },
    ],
    ["a time in milliseconds is none", `${joined}&username=sam&timestamp=${at}`, { dated: false }],
    [
      "a time to come is none",
      `${joined}&username=sam&timestamp=${at / 1_000 + 86_400}`,
      { observedAt: receivedAt, dated: false },
    ],
    ["a time before the product is none", `${joined}&username=sam&timestamp=900000000`, { dated: false }],
    [
      "a clock that is a little ahead is set back",
      `${joined}&username=sam&timestamp=${receivedAt / 1_000 + 60}`,
      { observedAt: receivedAt, dated: true },
    ],
    [
      "a session that was begun from a Button, where the event says on which host",
      `event=support_conference_begin&${stamp}&hostname=kiosk-3&start_method=support_button`,
      { kind: "button", named: { hostname: "kiosk-3", fqdn: null }, observedAt: at },
    ],
    [
      "by its full name",
      `event=support_conference_begin&${stamp}&hostname=kiosk-3.example.com&start_method=Support+Button`,
      { kind: "button", named: { hostname: null, fqdn: "kiosk-3.example.com" } },
    ],
  ])("%s", (_name, body, expected) => {
    const observations = read(body);
    expect(observations).toHaveLength(1);
    // Nobody states that it is this client.
    expect(observations[0]).toMatchObject({
      ...expected,
      grade: "inferred",
      online: null,
      needsUpdate: null,
    });
  });

  it.each([
    ["a customer who joins", "event=support_conference_member_added&type=customer&username=sam"],
    ["a representative without a name", `${joined}&username=+&display_name=`],
    ["who departs", "event=support_conference_member_departed&type=representative&username=sam"],
    ["an owner who changes", "event=support_conference_owner_changed&username=sam"],
    ["a survey", "event=support_conference_rep_exit_survey_completed&username=sam&type=representative"],
    ["the end of a session", "event=support_conference_end&hostname=kiosk-3&start_method=button"],
    [
      "a session that was begun otherwise",
      "event=support_conference_begin&hostname=kiosk-3&start_method=session_key",
    ],
    ["a session whose host nobody knows", "event=support_conference_begin&start_method=button"],
    ["no event", "username=sam&type=representative"],
    ["nothing", ""],
    ["no form", '{"event": "support_conference_member_added"}'],
    ["markup", "<event>support_conference_member_added</event>"],
    ["broken escapes", "%%%=%E0%A4%A&event=%"],
  ])("%s proves nothing", (_name, body) => {
    expect(read(body)).toEqual([]);
  });

  it("of any form makes what can be kept, and shows of it only what is known to be no secret", () => {
    const names = fc.constantFrom(
      "event",
      "type",
      "username",
      "display_name",
      "hostname",
      "start_method",
      "timestamp",
      "external_key",
      "password",
    );
    const values = fc.oneof(
      fc.string(),
      fc.constantFrom("support_conference_member_added", "representative", "button"),
    );
    fc.assert(
      fc.property(fc.dictionary(names, values), (form) => {
        for (const { observedAt, excerpt, named } of readOutbound(form, receivedAt)) {
          expect(observedAt).toBeLessThanOrEqual(receivedAt);
          expect(excerpt.length).toBeLessThanOrEqual(500);
          expect(excerpt).not.toMatch(/password=|external_key=/);
          expect(Object.values(named).some((name) => name !== null)).toBe(true);
        }
      }),
    );
  });
});

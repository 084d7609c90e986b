// What of a channel's form is sent: never an empty secret, and what was there stays.
import { describe, expect, it } from "vitest";
import {
  bodyOf,
  channelFields,
  draftOf,
  isRequired,
} from "@/app/(house)/settings/channels/_channels/channel-draft";
import { channelTypeNames, channelTypes } from "@/lib/alerts/channels/channel-types";

it.each(channelTypeNames)("the form of %s has the fields of its type", (type) => {
  expect([...channelFields[type]].sort()).toEqual(Object.keys(channelTypes[type].fields.shape).sort());
});

describe("a new channel", () => {
  it("begins with the usual server, and sends what was entered", () => {
    const draft = { ...draftOf("ntfy", null), name: " Phones ", topic: "alerts" };
    expect(bodyOf("ntfy", draft, null)).toEqual({
      name: "Phones",
      isDefault: false,
      topic: "alerts",
      url: "https://ntfy.sh",
    });
    expect(isRequired("ntfy", "topic", null)).toBe(true);
    expect(isRequired("ntfy", "token", null)).toBe(false);
  });

  it("takes mail addresses one a line, or however they are written", () => {
    const draft = {
      ...draftOf("email", null),
      name: "Team",
      to: "a@example.com\nb@example.com; c@example.com, ",
    };
    expect(bodyOf("email", draft, null).to).toEqual(["a@example.com", "b@example.com", "c@example.com"]);
  });
});

describe("a channel that is there", () => {
  const channel = {
    id: 1,
    name: "Ops",
    isDefault: true,
    settings: { place: "apprise.example.com", tag: "ops" },
  };

  it("keeps its secret where the field stays empty, and what was not touched", () => {
    expect(bodyOf("apprise", draftOf("apprise", channel), channel)).toEqual({ name: "Ops", isDefault: true });
    expect(isRequired("apprise", "url", channel)).toBe(false);
  });

  it("loses what may be missing where that is emptied", () => {
    const draft = { ...draftOf("apprise", channel), tag: " " };
    expect(bodyOf("apprise", draft, channel)).toEqual({ name: "Ops", isDefault: true, tag: null });
  });
});

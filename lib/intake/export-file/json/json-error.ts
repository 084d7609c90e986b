/** Recognises the answer of an appliance, or of a server before it, that refused what was asked. */

import { cut } from "../cells/clean-text";
import type { JsonObject } from "./json-object";

/** What errors are told with (Configuration API, OAuth 2, RFC 9457, and what proxies and frameworks send). */
const errorKeys = new Set(
  "error error_description error_uri errors code status statusCode message messages title detail details type instance trace timestamp path requestId request_id correlationId reason".split(
    " ",
  ),
);
const shownChars = 200;

/** The error's name ("none" where only a message is given) and its message, each at most 200 characters; null for other objects. */
export function apiError(object: JsonObject): { error: string; message: string } | null {
  const keys = Object.keys(object);
  if (keys.length === 0 || !keys.every((key) => errorKeys.has(key))) return null;
  const said = (names: readonly string[]) =>
    names.map((name) => text(object[name])).find((one) => one !== "") ?? "";
  const nested = object.error;
  if (nested !== null && typeof nested === "object" && !Array.isArray(nested)) {
    return apiError(nested as JsonObject) ?? { error: "none", message: text(nested) };
  }
  const error = said(["error", "title", "reason", "code", "statusCode", "status", "type"]);
  const message = said(["message", "error_description", "detail", "details", "errors", "messages"]);
  if (error === "" && message === "") return null;
  return error === "" || message === "" ? { error: "none", message: message || error } : { error, message };
}

function text(value: unknown): string {
  if (value === null || value === undefined) return "";
  return cut(typeof value === "object" ? JSON.stringify(value) : String(value), shownChars);
}

/** Cuts a stream of JSON into the objects of its lists, with the physical lines on which they start. */

import type { RecordLimits } from "../delimited/record";
import type { FileProblem } from "../rows/row";
import { type JsonObject, openPath, parseObject } from "./json-object";

export interface JsonTaker {
  /** A list begins: the name it has in the object around it, or null. */
  list(name: string | null): void;
  /** An object of a list, or (`isAlone`) one that stands by itself. Returning true stops the splitting for good. */
  take(object: JsonObject, line: number, raw: () => string, isAlone: boolean): boolean;
}

export interface JsonSplitter {
  push(text: string): FileProblem | null;
  finish(): FileProblem | null;
}

/** An object being collected: it may yet turn out to be what lists stand in. */
interface Collected {
  depth: number;
  start: number;
  line: number;
  role: "alone" | "element" | "member";
  /** Lists were sought in it in vain so many times. */
  looks: number;
}

const deepest = 32;
const looksPerObject = 20;
const [quote, backslash, lineFeed] = [34, 92, 10];
const [braceOpen, braceClose, bracketOpen, bracketClose] = [123, 125, 91, 93];
/** What may stand between two documents: space, commas, record separators, byte order marks. */
const betweenDocuments = /[\s,;\p{Cc}]/u;
/** Names under which answers carry their list. */
const listNames = new Set(
  "items item data result results value values rows records list content response entries clients jump_clients jumpclients jumpoints devices assets endpoints".split(
    " ",
  ),
);

/** Names of arrays that hold no clients: what went wrong, where more is. */
const notLists = new Set("errors error details messages warnings links".split(" "));

/**
 * A splitter that keeps nothing but the object it is in. It takes an array of objects, `{"items": […]}` and the
 * like (the list may stand deeper, and there may be several), one object a line, and several such documents one
 * after the other, as pages that were put together. Only structure is scanned here; each object is then read
 * by JSON.parse. Objects longer than the limit of a line, and nesting deeper than 32, end the reading.
 */
export function splitJson(limits: RecordLimits, firstLine: number, taker: JsonTaker): JsonSplitter {
  let text = "";
  let at = 0;
  let line = firstLine;
  /** What is open, from the outside in. */
  const frames: ("array" | "object")[] = [];
  let collected: Collected | null = null;
  /** The last string outside of collected objects: before a list, its name. */
  let lastString: string | null = null;
  let isFirstInArray = false;
  let stopped = false;
  let problem: FileProblem | null = null;

  function scan(isWhole: boolean): void {
    while (at < text.length && !stopped) {
      const code = text.charCodeAt(at);
      if (code === quote) {
        const end = endOfString();
        if (end === -1) break;
        if (frames.length === 0) broken("syntax");
        if (collected === null && end - at < 200) lastString = text.slice(at + 1, end);
        at = end;
      } else if (code === braceOpen) openObject();
      else if (code === bracketOpen) openArray();
      else if (code === braceClose || code === bracketClose) close(code === braceClose ? "object" : "array");
      else if (code === lineFeed) line += 1;
      else if (frames.length === 0 && !betweenDocuments.test(text[at] ?? "")) broken("syntax");
      if (code > 32) isFirstInArray = code === bracketOpen;
      at += 1;
    }
    if (stopped) return;
    if (isWhole && (frames.length > 0 || at < text.length)) broken("cut");
  }

  /** The closing mark of the string at `at`, or -1 if it is not there yet. */
  function endOfString(): number {
    for (let from = at + 1; ; ) {
      const end = text.indexOf('"', from);
      if (end === -1) return -1;
      let slashes = 0;
      while (text.charCodeAt(end - 1 - slashes) === backslash) slashes++;
      if (slashes % 2 === 0) return end;
      from = end + 1;
    }
  }

  function openObject(): void {
    if (collected !== null && isFirstInArray) lookForList(collected);
    const parent = frames.at(-1);
    if (collected === null) {
      const role = parent === undefined ? "alone" : parent === "array" ? "element" : "member";
      collected = { depth: frames.length, start: at, line, role, looks: 0 };
    }
    push("object");
  }

  function openArray(): void {
    if (collected === null) taker.list(frames.at(-1) === "object" ? lastString : null);
    push("array");
  }

  function push(frame: "array" | "object"): void {
    frames.push(frame);
    if (frames.length > deepest) broken("deep");
  }

  function close(closed: "array" | "object"): void {
    if (frames.pop() !== closed) {
      broken("syntax");
      return;
    }
    if (collected === null || collected.depth !== frames.length) return;
    const { start, line: startLine, role } = collected;
    collected = null;
    if (role === "member") return;
    const whole = text.slice(start, at + 1);
    const object = whole.length > limits.maxLineChars ? "long" : parseObject(whole);
    if (object === "long")
      refuse({ code: "line_too_long", params: { line: startLine, limit: limits.maxLineChars } });
    else if (object === null) refuse({ code: "broken_json", params: { line: startLine, why: "syntax" } });
    else stopped = taker.take(object, startLine, () => whole, role === "alone");
  }

  /**
   * An array of objects inside an object: the object is what the list stands in, unless it says itself who it
   * is. Inside a list only the usual names make a list of lists.
   */
  function lookForList(holder: Collected): void {
    if (holder.looks >= looksPerObject) return;
    holder.looks += 1;
    const path = openPath(text.slice(holder.start, at));
    const name = path.at(-2)?.key ?? null;
    const isNamed = name !== null && listNames.has(name.toLowerCase());
    if (name !== null && notLists.has(name.toLowerCase())) return;
    if (path.some((level) => level.namesClient) || (holder.role === "element" && !isNamed)) return;
    collected = null;
    taker.list(name);
  }

  function broken(why: "syntax" | "cut" | "deep"): void {
    refuse({ code: "broken_json", params: { line: collected?.line ?? line, why } });
  }

  function refuse(found: FileProblem): void {
    stopped = true;
    problem ??= found;
  }

  /** Lets go of what has been scanned, and refuses an object that has grown beyond the limit. */
  function letGo(): void {
    const kept = collected?.start ?? at;
    if (text.length - kept > limits.maxLineChars * 2) {
      refuse({
        code: "line_too_long",
        params: { line: collected?.line ?? line, limit: limits.maxLineChars },
      });
    }
    text = stopped ? "" : text.slice(kept);
    at -= kept;
    if (collected !== null) collected.start = 0;
  }

  return {
    push(more) {
      if (stopped) return problem;
      text += more;
      scan(false);
      letGo();
      return problem;
    },
    finish() {
      if (!stopped) scan(true);
      return problem;
    },
  };
}

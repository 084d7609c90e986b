/** The one way in for XML that comes from outside: from bytes or text to a tree, or a refusal. */
import { cut } from "../cut";
import { type DocumentRefusal, type Outcome, refuse } from "../outcome";
import { buildTree } from "./build-tree";
import { decodeDocument } from "./decode-document";
import { guardMarkup } from "./guard-markup";
import { attributeOf, childrenNamed, type XmlElement } from "./xml-element";
import { defaultXmlLimits, type XmlLimits } from "./xml-limits";

const webPage = /^<(?:!doctype\s+html|html|head|body|meta|title|script)[\s/>]/i;

/**
 * Reads a document into a tree by local names: the namespaces of all generations, none, any prefix. It never throws, takes
 * time in proportion to the length, expands nothing, and answers one sentence and a code where it refuses. An answer
 * `<error>`, as the outermost element or directly in it, is a refusal with the appliance's words (vendor pages of the
 * commands: "If an error occurs, it will contain an <error> element describing the problem").
 */
export function readXml(
  input: Uint8Array | string,
  limits: XmlLimits = defaultXmlLimits,
): Outcome<XmlElement> {
  if (input.length > limits.maxBytes) {
    return refuse(
      "too_large",
      `The document is larger than ${limits.maxBytes / 1_048_576} MiB. ${limits.setting} sets how large it may be.`,
    );
  }
  const decoded = decodeDocument(input);
  if (decoded.kind === "refused") return decoded;
  const text = decoded.value;
  if (webPage.test(text.slice(firstTag(text), firstTag(text) + 100))) {
    return refuse(
      "web_page",
      "This is a web page, not an answer of the Command API: check the address of the appliance, and what stands between it and Rollcall.",
    );
  }
  const guarded = guardMarkup(text, limits);
  if (guarded !== null) return guarded;
  const tree = buildTree(text);
  return tree.kind === "read" ? (errorAnswer(tree.value) ?? tree) : tree;
}

/** Where the first tag begins that is no comment. */
function firstTag(text: string): number {
  let at = 0;
  while (text.startsWith("<!--", at)) {
    const end = text.indexOf("-->", at + 4);
    if (end === -1) return at;
    at = end + 3;
    while (/\s/.test(text.charAt(at))) at++;
  }
  return at;
}

function errorAnswer(root: XmlElement): DocumentRefusal | null {
  const error = root.name === "error" ? root : childrenNamed(root, "error")[0];
  if (error === undefined) return null;
  const words = cut((error.text || attributeOf(error, "message") || "").replaceAll(/\s+/g, " "), 300);
  return refuse(
    "error_answer",
    words === ""
      ? "The appliance answered with an error and did not say which: check the permissions of the API account."
      : `The appliance answered with an error: "${words}". Check the permissions of the API account.`,
  );
}

/** Recognises, by its first bytes or characters, a file that is something else than a table of text. */

import type { FileProblem } from "../rows/row";

const magicNumbers: readonly { bytes: readonly number[]; problem: FileProblem }[] = [
  { bytes: [0x1f, 0x8b], problem: { code: "gzip", params: {} } },
  {
    bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
    problem: { code: "office_document", params: {} },
  },
  { bytes: ascii("%PDF-"), problem: { code: "pdf", params: {} } },
  { bytes: [0x89, ...ascii("PNG\r\n")], problem: { code: "image", params: { format: "PNG" } } },
  { bytes: [0xff, 0xd8, 0xff], problem: { code: "image", params: { format: "JPEG" } } },
  { bytes: ascii("GIF87a"), problem: { code: "image", params: { format: "GIF" } } },
  { bytes: ascii("GIF89a"), problem: { code: "image", params: { format: "GIF" } } },
  { bytes: [0x49, 0x49, 0x2a, 0x00], problem: { code: "image", params: { format: "TIFF" } } },
  { bytes: [0x4d, 0x4d, 0x00, 0x2a], problem: { code: "image", params: { format: "TIFF" } } },
  { bytes: [...ascii("7z"), 0xbc, 0xaf, 0x27, 0x1c], problem: { code: "archive", params: { format: "7z" } } },
  { bytes: [...ascii("Rar!"), 0x1a, 0x07], problem: { code: "archive", params: { format: "RAR" } } },
  { bytes: [0xfd, ...ascii("7zXZ"), 0x00], problem: { code: "archive", params: { format: "xz" } } },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], problem: { code: "archive", params: { format: "Zstandard" } } },
  {
    bytes: [...ascii("BZh"), 0x39, 0x31, 0x41, 0x59],
    problem: { code: "archive", params: { format: "bzip2" } },
  },
];

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}

/** What the leading bytes give away (images, archives, PDF, old Office files), or null. Zip is told by `isZip`. */
export function problemOfMagicNumber(head: Uint8Array): FileProblem | null {
  const known = magicNumbers.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte));
  if (known) return known.problem;
  const start = latin1(head.subarray(0, 16));
  if (start.startsWith("RIFF") && start.slice(8, 12) === "WEBP")
    return { code: "image", params: { format: "WebP" } };
  if (start.slice(4, 8) === "ftyp" && /heic|heif|mif1|avif/.test(start.slice(8, 12))) {
    return { code: "image", params: { format: "HEIF" } };
  }
  return null;
}

/** True for a zip container; what is in it (a workbook or anything else) shows only in its list of names. */
export function isZip(head: Uint8Array): boolean {
  if (head[0] !== 0x50 || head[1] !== 0x4b) return false;
  return (
    (head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6) || (head[2] === 7 && head[3] === 8)
  );
}

/** The format of a workbook whose zip names are found in this piece of the container, or null. */
export function workbookInZip(piece: Uint8Array): "XLSX" | "ODS" | null {
  const text = latin1(piece);
  if (/xl\/(workbook|worksheets|sharedStrings|styles|_rels)/.test(text)) return "XLSX";
  if (text.includes("application/vnd.oasis.opendocument.spreadsheet")) return "ODS";
  return null;
}

/** What decoded text gives away at its start (a web page, XML, RTF), or null. */
export function problemOfText(head: string): FileProblem | null {
  const start = head.trimStart().slice(0, 4_000);
  const lower = start.toLowerCase();
  if (/^(<!--[\s\S]*?-->\s*)?<(!doctype html|html|head|body|table|meta|script|div)\b/.test(lower)) {
    return { code: "html", params: {} };
  }
  if (/^<\?xml|^<[a-z_][\w:.-]*[\s/>]|^<!doctype/.test(lower)) {
    if (lower.includes("<html")) return { code: "html", params: {} };
    if (lower.includes("urn:schemas-microsoft-com:office:spreadsheet"))
      return { code: "spreadsheet_xml", params: {} };
    return { code: "xml", params: {} };
  }
  if (lower.startsWith("{\\rtf")) return { code: "rtf", params: {} };
  return null;
}

/** True for text that begins as JSON does: with an object, or an array of objects, arrays or strings. */
export function looksLikeJson(head: string): boolean {
  return /^(?:\{\s*["}]|\[\s*[{["\]])/.test(head.slice(0, 4_000).trimStart());
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}

import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { decodeText } from "@/lib/intake/export-file/bytes/decode-text";
import { surveyBytes } from "@/lib/intake/export-file/bytes/survey-bytes";

function survey(bytes: Uint8Array, chunk = bytes.length || 1) {
  const pieces = surveyBytes();
  for (let at = 0; at < bytes.length; at += chunk) pieces.push(bytes.subarray(at, at + chunk));
  return pieces.finish();
}

const text = (content: string) => Buffer.from(content);
const mark = (bytes: number[], content: Uint8Array) => Buffer.concat([Uint8Array.from(bytes), content]);
const table = "Nome;Detalhes de Status\r\nAgência São João;Conectado desde 20/11/2026 14:02\r\n";

describe("encodings", () => {
  test.each<[string, Uint8Array, string, boolean]>([
    ["plain ASCII", text("a,b\n1,2\n"), "utf-8", false],
    ["UTF-8", text(table), "utf-8", false],
    ["UTF-8 with mark", mark([0xef, 0xbb, 0xbf], text(table)), "utf-8", true],
    ["UTF-16LE", mark([0xff, 0xfe], iconv.encode(table, "utf-16le")), "utf-16le", true],
    ["UTF-16BE", mark([0xfe, 0xff], iconv.encode(table, "utf-16be")), "utf-16be", true],
    ["Windows-1252", iconv.encode(table, "windows-1252"), "windows-1252", false],
    [
      "a late Windows-1252 byte",
      Buffer.concat([Buffer.alloc(300_000, "a,b\n"), Uint8Array.of(0xe7, 0x0a)]),
      "windows-1252",
      false,
    ],
    ["damage in UTF-8", Buffer.concat([text(table.repeat(20)), Uint8Array.of(0xe7, 0x0a)]), "utf-8", false],
    ["one stray NUL", Buffer.concat([text(table.repeat(20)), Uint8Array.of(0x00, 0x0a)]), "utf-8", false],
  ])("%s", (_name, bytes, encoding, bom) => {
    for (const chunk of [bytes.length, 1_000, 7])
      expect(survey(bytes, chunk)).toEqual({ ok: true, encoding, bom });
  });

  test("what is decoded is what was encoded, wherever the bytes are cut", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'aé€ç;\n"õÜß’“–') }),
        fc.constantFrom("utf-8", "utf-16le", "utf-16be", "windows-1252" as const),
        fc.integer({ min: 1, max: 5 }),
        (content, encoding, chunk) => {
          const bytes = iconv.encode(content, encoding);
          const decoder = decodeText(encoding as "utf-8");
          let decoded = "";
          for (let at = 0; at < bytes.length; at += chunk)
            decoded += decoder.push(bytes.subarray(at, at + chunk));
          expect(decoded + decoder.finish()).toBe(content);
        },
      ),
    );
  });

  test("any text of the BMP and beyond survives UTF-8 checking", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (content) => {
        const verdict = survey(text(`head,é\n${content}`), 3);
        if (verdict.ok) expect(verdict.encoding).toBe("utf-8");
      }),
    );
  });

  test("zero bytes at the end are no text, in every encoding and wherever the bytes are cut", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."aé;\n\u0000"), minLength: 1 }),
        fc.constantFrom("utf-8", "utf-16le", "utf-16be", "windows-1252" as const),
        fc.nat({ max: 1_030 }),
        fc.integer({ min: 1, max: 7 }),
        (content, encoding, zeros, chunk) => {
          const bytes = Buffer.concat([iconv.encode(`${content}.\n`, encoding), Buffer.alloc(zeros)]);
          const decoder = decodeText(encoding as "utf-8");
          let decoded = "";
          for (let at = 0; at < bytes.length; at += chunk)
            decoded += decoder.push(bytes.subarray(at, at + chunk));
          expect(decoded + decoder.finish()).toBe(`${content}.\n`);
        },
      ),
    );
  });

  test("zero bytes at the end are no sign of a binary file", () => {
    for (const chunk of [4_096, 100, 3]) {
      const padded = Buffer.concat([text(table), Buffer.alloc(5_000)]);
      expect(survey(padded, chunk)).toEqual({ ok: true, encoding: "utf-8", bom: false });
    }
  });

  test("nor is DOS's end of text", () => {
    expect(survey(text("a,b\n1,2\n\u001a"))).toEqual({ ok: true, encoding: "utf-8", bom: false });
    expect(survey(text("a,\u001ab\n1,2\n"))).toMatchObject({ code: "binary" });
  });

  test("the byte order mark is gone after decoding", () => {
    expect(decodeText("utf-8").push(mark([0xef, 0xbb, 0xbf], text("a")))).toBe("a");
    expect(decodeText("utf-16le").push(mark([0xff, 0xfe], iconv.encode("a", "utf-16le")))).toBe("a");
  });
});

describe("what is not a table of text", () => {
  const noise = Uint8Array.from(
    { length: 5_000 },
    (_, index) => (index * 7_919 + (index >> 3) * 104_729) & 255,
  );
  const zip = (names: string) =>
    mark([0x50, 0x4b, 0x03, 0x04], text(`\u0000\u0000${"x".repeat(90_000)}${names}`));
  test.each<[string, Uint8Array, string, object?]>([
    ["nothing", Uint8Array.of(), "empty"],
    ["only a mark", Uint8Array.of(0xef, 0xbb, 0xbf), "empty"],
    ["only a UTF-16 mark", Uint8Array.of(0xff, 0xfe), "empty"],
    ["blank lines", text(" \r\n\t\r\n \n"), "blank"],
    ["blank lines after a mark", mark([0xef, 0xbb, 0xbf], text(" \n\n")), "blank"],
    ["blank UTF-16", mark([0xff, 0xfe], iconv.encode(" \r\n ", "utf-16le")), "blank"],
    ["XLSX", zip("xl/worksheets/sheet1.xml"), "spreadsheet", { format: "XLSX" }],
    [
      "ODS",
      mark([0x50, 0x4b, 3, 4], text("mimetypeapplication/vnd.oasis.opendocument.spreadsheet")),
      "spreadsheet",
      { format: "ODS" },
    ],
    ["zip", zip("export.csv"), "zip"],
    ["empty zip", Uint8Array.of(0x50, 0x4b, 5, 6, 0, 0), "zip"],
    ["gzip", Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0), "gzip"],
    ["old Excel", Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0), "office_document"],
    ["PDF", text("%PDF-1.7\n"), "pdf"],
    ["PNG", mark([0x89], text("PNG\r\n\u001a\n")), "image", { format: "PNG" }],
    ["JPEG", Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16), "image", { format: "JPEG" }],
    ["GIF", text("GIF89a..."), "image", { format: "GIF" }],
    ["WebP", text("RIFF1234WEBPVP8 "), "image", { format: "WebP" }],
    ["7z", mark([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], text("..")), "archive", { format: "7z" }],
    ["HTML", text("\n<!DOCTYPE html><html>"), "html"],
    ["a login page", text("<html lang='en'><head>"), "html"],
    ["HTML in UTF-16", mark([0xff, 0xfe], iconv.encode("<html>", "utf-16le")), "html"],
    ["XHTML", text('<?xml version="1.0"?>\n<html xmlns="…">'), "html"],
    ["XML", text('<?xml version="1.0"?><clients/>'), "xml"],
    [
      "Excel 2003 XML",
      text('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'),
      "spreadsheet_xml",
    ],
    ["zero bytes alone", new Uint8Array(512), "binary"],
    ["RTF", text("{\\rtf1\\ansi"), "rtf"],
    ["noise", noise, "binary"],
    ["NULs", text("a,b\n\u0000\u0000\u0000,1\n"), "binary"],
    ["UTF-16 without mark", iconv.encode("Name,Status Details\n", "utf-16le"), "utf16_without_bom"],
    ["UTF-16BE without mark", iconv.encode("Name,Status Details\n", "utf-16be"), "utf16_without_bom"],
    ["UTF-32", Uint8Array.of(0xff, 0xfe, 0, 0, 0x41, 0, 0, 0), "utf32"],
  ])("%s", (_name, bytes, code, params = {}) => {
    for (const chunk of [bytes.length || 1, 1_000, 3]) {
      expect(survey(bytes, chunk)).toEqual({ ok: false, code, params });
    }
  });

  test("tables that begin like something else are tables, and JSON is one", () => {
    for (const content of [
      "[Name],Status\n",
      "<1>,2\n",
      "PKID,Name\n",
      "GIFT,Name\n",
      '[{"id": 1}]',
      '{"items": []}',
    ]) {
      expect(survey(text(content))).toMatchObject({ ok: true });
    }
  });
});

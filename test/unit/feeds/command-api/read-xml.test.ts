import { expect, test } from "vitest";
import { readXml } from "@/lib/feeds/command-api/xml/read-xml";
import { defaultXmlLimits, xmlLimitsOf } from "@/lib/feeds/command-api/xml/xml-limits";
import { asWrittenBy, healthXml } from "@/test/support/command-documents";

/** What is no answer of the appliance is refused with one sentence and a code; what is one is read, however it is encoded. */

const utf8 = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const utf16 = (text: string, bigEndian = false) => {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return new Uint8Array(bigEndian ? bytes.swap16() : bytes);
};
const nested = (depth: number) => "<a>".repeat(depth) + "</a>".repeat(depth);
const bomb = `<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa">${Array.from(
  { length: 20 },
  (_, at) => `<!ENTITY a${at} "${`&a${at - 1};`.repeat(10)}">`,
).join("")}]><health_check>&a19;</health_check>`;

const refused: [name: string, input: Uint8Array | string, code: string][] = [
  ["nothing", "", "empty"],
  ["spaces", " \n ", "empty"],
  ["a byte order mark alone", utf8("\ufeff"), "empty"],
  ["an entity bomb", bomb, "document_type"],
  ["an external entity", '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "document_type"],
  ["an external subset", '<!DOCTYPE a SYSTEM "http://example.com/a.dtd"><a/>', "document_type"],
  [
    "a parameter entity",
    '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://example.com/p">%p;]><a/>',
    "document_type",
  ],
  ["a document type behind the root", "<a><!DOCTYPE b></a>", "document_type"],
  ["a conditional section", "<a><![INCLUDE[x]]></a>", "document_type"],
  ["an undeclared entity", "<a>&nbsp;</a>", "entity"],
  ["an undeclared entity in an attribute", '<a b="&x;"/>', "entity"],
  ["a bare ampersand", "<a>Sons & Co</a>", "malformed"],
  ["a bare ampersand in an attribute", '<a b="Sons & Co"/>', "entity"],
  ["the number of no character", "<a>&#0;</a>", "entity"],
  ["the number of half a character", "<a>&#xD800;</a>", "entity"],
  ["a number beyond Unicode", "<a>&#x110000;</a>", "entity"],
  ["an endless number", `<a>&#${"9".repeat(50)};</a>`, "entity"],
  ["a control character", "<a>\u0001</a>", "encoding"],
  ["zero bytes", utf8("\0\0\0\0"), "encoding"],
  ["half a character", "<a>\ud800</a>", "encoding"],
  ["Latin-1 that says so", latin1('<?xml version="1.0" encoding="ISO-8859-1"?><a>Zürich</a>'), "encoding"],
  ["Windows-1252 that is plain ASCII", utf8("<?xml version='1.0' encoding='windows-1252'?><a/>"), "encoding"],
  ["Latin-1 that says nothing", latin1("<a>Zürich</a>"), "encoding"],
  ["UTF-7", utf8('<?xml version="1.0" encoding="UTF-7"?><a>+ADw-</a>'), "encoding"],
  ["UTF-16 cut in a character", utf16("<a/>").slice(0, -1), "encoding"],
  ["a web page", "<!DOCTYPE html><html><body>Log in</body></html>", "web_page"],
  ["a web page without a type", "<html><body><p>502 Bad Gateway<br></body></html>", "web_page"],
  [
    "a strict web page",
    '<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><html/>',
    "web_page",
  ],
  ["a web page behind comments", "<!-- a --> <!-- b --><HTML lang='en'></HTML>", "web_page"],
  ["JSON", '{"error":"access_denied"}', "not_xml"],
  ["words", "Service unavailable", "not_xml"],
  ["a comment alone", "<!-- nothing -->", "not_xml"],
  ["words before the root", "warning: <a/>", "not_xml"],
  ["words behind the root", "<a/>more", "malformed"],
  ["two roots", "<a/><b/>", "malformed"],
  ["two roots that hold something", "<a>1</a><b>2</b>", "malformed"],
  ["a document cut in a text", "<a><b>tex", "cut_off"],
  ["a document cut in a tag", "<a><b attr", "cut_off"],
  ["a document cut in a value", '<a><b c="d', "cut_off"],
  ["a document cut in an end tag", "<a></a", "cut_off"],
  ["a document cut in a comment", "<a><!-- b", "cut_off"],
  ["a document cut in literal text", "<a><![CDATA[ b ]]", "cut_off"],
  ["a document cut at the start of a comment", "<a><!-", "cut_off"],
  ["a document cut in the declaration", '<?xml version="1.0"', "cut_off"],
  ["a document cut between elements", "<a><b/>", "cut_off"],
  ["a document cut behind an angle bracket", "<a><", "cut_off"],
  ["tags that cross", "<a><b></a></b>", "malformed"],
  ["an end without a beginning", "</a>", "malformed"],
  ["an attribute twice", '<a b="1" b="2"/>', "malformed"],
  ["an attribute without quotation marks", "<a b=1/>", "malformed"],
  ["an attribute without a value", "<a b/>", "malformed"],
  ["an angle bracket in a value", '<a b="<"/>', "malformed"],
  ["an angle bracket in a text", "<a>1 < 2</a>", "malformed"],
  ["a name that is a number", "<1/>", "malformed"],
  ["a name that is dangerous as a key", "<__proto__/>", "malformed"],
  ["an attribute that is dangerous as a key", '<a constructor="1"><prototype/></a>', "malformed"],
  ["a processing instruction", "<a><?php echo 1 ?></a>", "malformed"],
  ["a style sheet", '<?xml-stylesheet href="x"?><a/>', "malformed"],
  ["a declaration in the middle", '<a><?xml version="1.0"?></a>', "malformed"],
  ["a deep document", nested(33), "too_deep"],
  ["a very deep document", nested(200_000), "too_deep"],
  [
    "many attributes",
    `<a ${Array.from({ length: 33 }, (_, at) => `a${at}="1"`).join(" ")}/>`,
    "too_many_attributes",
  ],
  ["many elements", `<a>${"<b/>".repeat(100_000)}</a>`, "too_many_elements"],
  ["a long text", `<a>${"x".repeat(65_537)}</a>`, "too_long"],
  ["a long value", `<a b="${"x".repeat(65_537)}"/>`, "too_long"],
  ["a large document", new Uint8Array(defaultXmlLimits.maxBytes + 1).fill(32), "too_large"],
  [
    "an error",
    '<error xmlns="http://www.bomgar.com/namespaces/API/command">Permission denied</error>',
    "error_answer",
  ],
  ["an error with a prefix", '<api:error xmlns:api="x">Permission denied</api:error>', "error_answer"],
  ["an error within", "<logged_in_reps><error>Busy</error></logged_in_reps>", "error_answer"],
  ["an error without words", "<error/>", "error_answer"],
];

test.each(refused)("%s is refused", (_, input, code) => {
  expect(readXml(input)).toEqual({
    kind: "refused",
    code,
    problem: expect.stringMatching(/^[^\n]{10,400}\.$/),
  });
});

test("the appliance's own words are passed on, in one line and cut", () => {
  expect(readXml("<error>Permission\n denied</error>")).toMatchObject({
    problem: expect.stringContaining('"Permission denied"'),
  });
  const read = readXml(`<error>${"x".repeat(5_000)}</error>`);
  expect(read.kind === "refused" && read.problem.length).toBeLessThan(450);
});

const encoded: [name: string, input: Uint8Array | string][] = [
  ["UTF-8", utf8("<a>Zürich 😀</a>")],
  ["UTF-8 with a mark", utf8("\ufeff<?xml version='1.0' encoding='utf-8'?>\r\n<a>Zürich 😀</a>")],
  ["UTF-16 little end first", utf16('<?xml version="1.0" encoding="UTF-16"?><a>Zürich 😀</a>')],
  ["UTF-16 big end first", utf16("<a>Zürich 😀</a>", true)],
  ["a text that was Latin-1 once", '<?xml version="1.0" encoding="ISO-8859-1"?><a>Zürich 😀</a>'],
  ["numbers of characters", "<a>Z&#252;rich &#x1F600;</a>"],
  ["literal text", "<!-- c --><a><![CDATA[Zürich]]> <!-- > -->😀</a><!-- end -->"],
];

test.each(encoded)("%s is read", (_, input) => {
  expect(readXml(input)).toMatchObject({ kind: "read", value: { name: "a", text: "Zürich 😀" } });
});

test("references are replaced once and only where they are references", () => {
  const read = readXml(`<a b="&quot;&apos;&lt;">&amp;amp;&#38;lt; <![CDATA[&amp;<b>]]></a>`);
  expect(read).toMatchObject({ value: { text: "&amp;&lt; &amp;<b>", children: [] } });
  expect(read.kind === "read" && read.value.attributes.get("b")).toBe(`"'<`);
});

test("wherever an answer breaks off, nothing of it is read", () => {
  const whole = asWrittenBy("Bomgar", healthXml).trimEnd();
  for (let end = 0; end < whole.length; end++) {
    expect(readXml(whole.slice(0, end)), whole.slice(0, end)).toMatchObject({
      kind: "refused",
      code: expect.stringMatching(/^(empty|cut_off|not_xml)$/),
    });
  }
});

test("limits are arguments", () => {
  const small = { ...defaultXmlLimits, maxDepth: 2, maxElements: 3 };
  expect(readXml("<a><b/><b/></a>", small)).toMatchObject({ kind: "read" });
  expect(readXml("<a><b><c/></b></a>", small)).toMatchObject({ kind: "read" });
  expect(readXml("<a><b><c></c></b></a>", small)).toMatchObject({ code: "too_deep" });
  expect(readXml("<a><b/><b/><b/></a>", small)).toMatchObject({ code: "too_many_elements" });
});

test("what is too large names the setting that its limit comes from", () => {
  const byHand = xmlLimitsOf(1, "ROLLCALL_FEED_DOCUMENT_MIB");
  const many = `<a>${"<b/>".repeat(25_000)}</a>`;
  expect(readXml(many, byHand)).toMatchObject({
    code: "too_many_elements",
    problem: expect.stringMatching(
      /more than 25,000 elements; ROLLCALL_FEED_DOCUMENT_MIB sets .* 25,000 for each MiB/,
    ),
  });
  expect(readXml(" ".repeat(2 * 1024 * 1024), byHand)).toMatchObject({
    code: "too_large",
    problem: expect.stringContaining("larger than 1 MiB. ROLLCALL_FEED_DOCUMENT_MIB sets"),
  });
});

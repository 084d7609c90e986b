/** How much a document may hold before it is refused unread. */

/** Bounds of one document; whoever reads may pass others. */
/** Some 40 bytes for each; one of a list of connected clients has 50. */
export const elementsPerMiB = 25_000;

export interface XmlLimits {
  /** Where the size comes from: what is too large names it. */
  setting: "ROLLCALL_FEED_XML_MIB" | "ROLLCALL_FEED_DOCUMENT_MIB";
  /** Bytes as they come, or characters of a text that is decoded already. */
  maxBytes: number;
  /** Elements within elements; the deepest known answer has six. */
  maxDepth: number;
  maxElements: number;
  maxAttributesPerElement: number;
  /** Characters of one tag, or of the text between two tags. */
  maxValueChars: number;
}

/**
 * For documents of up to so many MiB. What 4 MiB allow is far above the largest answers to be expected: a list of 20,000 connected clients
 * has about 1 MB and 20,000 elements. Reading takes about a second of one core for each MB, so more would be in the way of others.
 */
export function xmlLimitsOf(mebibytes: number, setting: XmlLimits["setting"]): XmlLimits {
  return {
    setting,
    maxBytes: mebibytes * 1024 * 1024,
    maxDepth: 32,
    maxElements: elementsPerMiB * mebibytes,
    maxAttributesPerElement: 32,
    maxValueChars: 65_536,
  };
}

export const defaultXmlLimits: XmlLimits = xmlLimitsOf(4, "ROLLCALL_FEED_XML_MIB");

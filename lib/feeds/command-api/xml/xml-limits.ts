/** How much a document may hold before it is refused unread. */

/** Bounds of one document; whoever reads may pass others. */
export interface XmlLimits {
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
 * Far above the largest answers to be expected: a list of 20,000 connected clients has about 1 MB and 20,000 elements. Reading
 * takes about a second of one core for each MB, so more would be in the way of others.
 */
export function xmlLimitsOf(mebibytes: number): XmlLimits {
  return {
    maxBytes: mebibytes * 1024 * 1024,
    maxDepth: 32,
    maxElements: 25_000 * mebibytes,
    maxAttributesPerElement: 32,
    maxValueChars: 65_536,
  };
}

export const defaultXmlLimits: XmlLimits = xmlLimitsOf(4);

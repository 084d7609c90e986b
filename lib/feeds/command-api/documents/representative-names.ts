/** The names under which a representative appears. */
import { soleText, textOf } from "../fields";
import type { XmlElement } from "../xml/xml-element";

/** `null`: not given. */
export interface RepresentativeNames {
  /** No page of the vendor that was read names it here; it is taken where a release gives it. */
  userName: string | null;
  /** What colleagues see, else what customers see, else the `display_name` that is deprecated since API 1.10.0. */
  displayName: string | null;
}

/** The private display name goes first: it is the one that the site itself shows of a person. */
export function representativeNames(element: XmlElement, problems: string[]): RepresentativeNames {
  return {
    userName: soleText(element, "username", problems),
    displayName:
      soleText(element, "private_display_name", problems) ??
      soleText(element, "public_display_name", problems) ??
      textOf(element, "display_name"),
  };
}

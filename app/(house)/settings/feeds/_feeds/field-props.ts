/** What every part of a feed's form is given. */
import type { FeedType } from "@/lib/feeds/schema";
import type { FeedDraft } from "./feed-draft";

export interface FieldProps {
  type: FeedType;
  draft: FeedDraft;
  change(part: Partial<FeedDraft>): void;
  /** The API's sentences, by field. */
  problems: Readonly<Record<string, string>>;
  /** There is a secret already, and it goes on being good: it need not be given. */
  keepsSecret: boolean;
  /** There is a secret already, and it has to be given again. */
  asksAgain: boolean;
}

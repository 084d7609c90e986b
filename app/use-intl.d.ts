import type { Messages as Catalogue } from "@/lib/platform/words";

/** Makes the keys of the message catalogue known to the type checker. */
declare module "use-intl" {
  interface AppConfig {
    Locale: "en";
    Messages: Catalogue;
  }
}
